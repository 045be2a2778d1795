/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers of a projection: which of the two ways a look-up goes, through
 * the file of another process or through the store of this one.  How it is
 * kept safe is projection_guard.c's affair.
 */
#include "store/projection_guard.h"
#include "store/projection_source.h"


struct projection_reader *
projection_reader_new(const struct projection_options *options)
{
    struct projection_reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL) {
        return NULL;
    }
    reader->options = *options;
    atomic_init(&reader->told_ms, INT64_MIN / 2);
    reader->file = projection_file_get(options->path, options->map_size);
    if (reader->file == NULL || !projection_boot_id(reader->boot_id)) {
        projection_reader_free(reader);
        return NULL;
    }
    reader->options.path = reader->file->path;
    return reader;
}


struct projection_reader *
projection_reader_of_store(struct store *store)
{
    struct projection_reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL || !process_mark_init(&reader->mark)) {
        free(reader);
        return NULL;
    }
    reader->store = store;
    atomic_init(&reader->source, NULL);
    return reader;
}


void
projection_reader_free(struct projection_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    projection_file_put(reader->file);
    if (reader->store != NULL) {
        process_mark_wipe(&reader->mark);
    }
    free(reader);
}


/* The source lives as long as the store: asking for it once is enough, and
 * what publishes at that moment is not waited for again. */
static const struct projection_source *
source_of(struct projection_reader *reader)
{
    const struct projection_source *source = atomic_load(&reader->source);

    if (!process_is_same(&reader->mark)) {
        return NULL;
    }
    if (source == NULL
        && store_projection_source(reader->store, &source) == STORE_OK)
    {
        atomic_store(&reader->source, source);
    }
    return source;
}


enum projection_status
projection_lookup(struct projection_reader *reader, const struct id *account,
                  uint64_t min_seq, struct projected *ret)
{
    const struct projection_question question = {
        .account = account,
        .min_seq = min_seq,
        .ret_account = &ret->account,
        .ret_catalogue = &ret->catalogue,
        .ret_store_id = ret->store_id,
    };

    ret->catalogue = NULL;
    if (reader->store != NULL) {
        const struct projection_source *source = source_of(reader);

        return source == NULL ? PROJECTION_AWAY
                              : source_lookup(source, account, min_seq, ret);
    }
    return projection_ask(reader, &question);
}


enum projection_status
projection_catalogue(struct projection_reader *reader,
                     struct catalogue **ret_catalogue,
                     uint8_t ret_store_id[ID_SIZE])
{
    const struct projection_question question = {
        .ret_catalogue = ret_catalogue,
        .ret_store_id = ret_store_id,
    };

    if (reader->store != NULL) {
        const struct projection_source *source = source_of(reader);

        return source == NULL
                   ? PROJECTION_AWAY
                   : source_catalogue(source, ret_catalogue, ret_store_id);
    }
    return projection_ask(reader, &question);
}


static void
state_of_beat(const struct beat *beat, const struct clock *clock,
              struct projection_state *ret)
{
    *ret = (struct projection_state){
        .seq = beat->seq,
        .written_ms = beat->written_ms,
        .age_ms = clock_boot_ms(clock) - beat->written_ms,
    };
}


enum projection_status
projection_state(struct projection_reader *reader,
                 struct projection_state *ret)
{
    struct beat beat = { 0 };
    const struct projection_question question = { .ret_beat = &beat };
    enum projection_status status = PROJECTION_AWAY;

    if (reader->store != NULL) {
        const struct projection_source *source = source_of(reader);

        if (source != NULL) {
            status = source_beat(source, &beat);
        }
        if (status == PROJECTION_OK) {
            state_of_beat(&beat, &source->clock, ret);
        }
        return status;
    }

    status = projection_ask(reader, &question);
    if (status == PROJECTION_OK || status == PROJECTION_STALE) {
        state_of_beat(&beat, &reader->options.clock, ret);
    }
    return status;
}
