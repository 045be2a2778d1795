/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts as {field u8, length u16, bytes}, in order of field, absent ones left
 * out.  Field numbers are stored in every log there is: never reused, never
 * renumbered; a new fact gets the next number, and a field that this version
 * does not know is passed over.
 */
#include "store/codec_facts.h"

#define FACT_BODY_MAX 1024 /* bytes of one field */

enum fact_form {
    FACT_TEXT,
    FACT_ID,
    FACT_METHOD,
    FACT_LEVEL,
    FACT_TIME,
    FACT_COUNT,
    FACT_CHANGED,
};

struct fact {
    uint8_t field;
    enum fact_form form;
    size_t offset; /* of a text in struct facts_of_change */
    size_t size;
};

#define TEXT(number, member)                                                  \
    { number, FACT_TEXT, offsetof(struct facts_of_change, member),            \
      sizeof(((struct facts_of_change *) 0)->member) }

static const struct fact facts_table[] = {
    TEXT(1, actor),
    TEXT(2, actor_name),
    { 3, FACT_ID, 0, 0 },
    TEXT(4, subject_name),
    TEXT(5, agency),
    TEXT(6, application),
    TEXT(7, role),
    { 8, FACT_METHOD, 0, 0 },
    { 9, FACT_LEVEL, 0, 0 },
    TEXT(10, session),
    TEXT(11, address),
    TEXT(12, service),
    TEXT(13, node),
    TEXT(14, reference),
    TEXT(15, document),
    TEXT(16, note),
    { 17, FACT_TIME, 0, 0 },
    { 18, FACT_COUNT, 0, 0 },
    { 19, FACT_CHANGED, 0, 0 }, /* once for each changed field */
};


static void
put_fact(struct byte_writer *writer, uint8_t field, struct span body)
{
    put_u8(writer, field);
    put_span(writer, body);
}


static void
put_fact_number(struct byte_writer *writer, uint8_t field, uint64_t value,
                size_t size)
{
    uint8_t bytes[8];
    struct byte_writer number = byte_writer_of(bytes, sizeof(bytes));

    if (value != 0) {
        put_u64(&number, value);
        put_fact(writer, field, span_of(bytes, size));
    }
}


static void
put_fact_changed(struct byte_writer *writer, uint8_t field,
                 const struct facts_of_change *facts)
{
    for (size_t i = 0; i < facts->n_fields; i++) {
        uint8_t bytes[FACT_BODY_MAX];
        struct byte_writer body = byte_writer_of(bytes, sizeof(bytes));

        put_text(&body, facts->fields[i].name);
        put_text(&body, facts->fields[i].before);
        put_text(&body, facts->fields[i].after);
        writer->failed |= body.failed;
        put_fact(writer, field, span_of(bytes, body.len));
    }
}


static void
put_fact_text(struct byte_writer *writer, const struct fact *fact,
              const struct facts_of_change *facts)
{
    const char *text = (const char *) facts + fact->offset;

    if (text[0] != '\0') {
        put_fact(writer, fact->field,
                 span_of(text, strnlen(text, fact->size)));
    }
}


static void
encode_fact(struct byte_writer *writer, const struct fact *fact,
            const struct facts_of_change *facts)
{
    switch (fact->form) {
    case FACT_TEXT:
        put_fact_text(writer, fact, facts);
        return;
    case FACT_ID:
        if (facts->has_subject) {
            put_fact(writer, fact->field, id_span(&facts->subject));
        }
        return;
    case FACT_METHOD:
        put_fact_number(writer, fact->field, facts->method, 1);
        return;
    case FACT_LEVEL:
        put_fact_number(writer, fact->field, facts->level, 1);
        return;
    case FACT_TIME:
        put_fact_number(writer, fact->field, (uint64_t) facts->until_s, 8);
        return;
    case FACT_COUNT:
        put_fact_number(writer, fact->field, facts->count, 8);
        return;
    case FACT_CHANGED:
        put_fact_changed(writer, fact->field, facts);
        return;
    }
}


void
encode_facts(struct byte_writer *writer, const struct facts_of_change *facts)
{
    if (facts->n_fields > CHANGE_FIELDS_MAX) {
        writer->failed = true;
        return;
    }

    for (size_t i = 0; i < ARRAY_LEN(facts_table); i++) {
        encode_fact(writer, &facts_table[i], facts);
    }
}


/* True where the whole of `body` became the fact. */
static bool
take_text(struct span body, char *ret, size_t size)
{
    if (body.len == 0 || body.len >= size
        || memchr(body.data, '\0', body.len) != NULL)
    {
        return false;
    }

    memcpy(ret, body.data, body.len);
    ret[body.len] = '\0';

    return true;
}


static bool
take_id(struct span body, struct facts_of_change *ret)
{
    struct byte_reader reader = byte_reader_of(body);

    get_bytes(&reader, ret->subject.bytes, ID_SIZE);
    ret->has_subject = true;

    return byte_reader_end(&reader);
}


static bool
take_word(struct span body, unsigned max, unsigned *ret)
{
    struct byte_reader reader = byte_reader_of(body);

    *ret = get_u8(&reader);

    return byte_reader_end(&reader) && *ret > 0 && *ret <= max;
}


static bool
take_number(struct span body, uint64_t *ret)
{
    struct byte_reader reader = byte_reader_of(body);

    *ret = get_u64(&reader);

    return byte_reader_end(&reader) && *ret != 0;
}


static bool
take_changed(struct span body, struct facts_of_change *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct changed_field *field;

    if (ret->n_fields >= CHANGE_FIELDS_MAX) {
        return false;
    }

    field = &ret->fields[ret->n_fields++];
    get_text(&reader, field->name, sizeof(field->name));
    get_text(&reader, field->before, sizeof(field->before));
    get_text(&reader, field->after, sizeof(field->after));

    return byte_reader_end(&reader);
}


static bool
decode_fact(const struct fact *fact, struct span body,
            struct facts_of_change *ret)
{
    unsigned word = 0;
    uint64_t number = 0;
    bool sound = false;

    switch (fact->form) {
    case FACT_TEXT:
        return take_text(body, (char *) ret + fact->offset, fact->size);
    case FACT_ID:
        return take_id(body, ret);
    case FACT_METHOD:
        sound = take_word(body, METHOD_CERTIFICATE_TLS, &word);
        ret->method = word;
        return sound;
    case FACT_LEVEL:
        sound = take_word(body, LEVEL_CERTIFICATE, &word);
        ret->level = word;
        return sound;
    case FACT_TIME:
        sound = take_number(body, &number);
        ret->until_s = (int64_t) number;
        return sound;
    case FACT_COUNT:
        return take_number(body, &ret->count);
    case FACT_CHANGED:
        return take_changed(body, ret);
    }

    return sound;
}


static const struct fact *
fact_of_field(uint8_t field)
{
    for (size_t i = 0; i < ARRAY_LEN(facts_table); i++) {
        if (facts_table[i].field == field) {
            return &facts_table[i];
        }
    }

    return NULL;
}


void
decode_facts(struct byte_reader *reader, struct facts_of_change *ret)
{
    uint8_t last = 0;

    while (!reader->failed && reader->at < reader->len) {
        uint8_t field = get_u8(reader);
        struct span body = get_span(reader);
        const struct fact *fact = fact_of_field(field);
        bool repeats = fact != NULL && fact->form == FACT_CHANGED;

        if (reader->failed || field < last || (field == last && !repeats)
            || (fact != NULL && !decode_fact(fact, body, ret)))
        {
            reader->failed = true;
            return;
        }
        last = field;
    }
}
