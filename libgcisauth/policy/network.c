/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numeric addresses and networks, IPv4 in the mapped form of IPv6, so that a
 * client has one spelling whichever socket it came through.  Names and zones
 * are refused; nothing is looked up.
 */
#include "policy/rule.h"

#include <arpa/inet.h>

#define IPV4_AT 12        /* the byte at which IPv4 begins */
#define IPV4_PREFIX 96    /* bits before it */
#define ADDRESS_BITS 128

static const uint8_t mapped[IPV4_AT] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff,
};


static bool
is_ipv4(const uint8_t address[16])
{
    return memcmp(address, mapped, IPV4_AT) == 0;
}


/* *ret_bits: how many a prefix may count in this spelling. */
static bool
parse_address(struct span text, uint8_t ret[16], unsigned *ret_bits)
{
    char copy[ADDRESS_MAX + 1];
    uint8_t bytes[16] = { 0 };

    if (text.len == 0 || text.len > ADDRESS_MAX
        || memchr(text.data, '\0', text.len) != NULL)
    {
        return false;
    }
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';

    if (inet_pton(AF_INET, copy, bytes + IPV4_AT) == 1) {
        memcpy(bytes, mapped, IPV4_AT);
        *ret_bits = ADDRESS_BITS - IPV4_PREFIX;
    } else if (inet_pton(AF_INET6, copy, bytes) == 1) {
        *ret_bits = ADDRESS_BITS;
    } else {
        return false;
    }
    memcpy(ret, bytes, sizeof(bytes));
    return true;
}


bool
rule_parse_address(struct span text, uint8_t ret[16])
{
    unsigned bits;

    return parse_address(text, ret, &bits);
}


/* Are all bits past the prefix zero? */
static bool
is_network(const uint8_t address[16], unsigned prefix)
{
    for (unsigned bit = prefix; bit < ADDRESS_BITS; bit++) {
        if ((address[bit / 8] & (0x80u >> (bit % 8))) != 0) {
            return false;
        }
    }
    return true;
}


/* Up to three digits, as many as `bits`, one spelling. */
static bool
parse_prefix(struct span text, unsigned bits, unsigned *ret_prefix)
{
    unsigned prefix = 0;

    if (text.len < 1 || text.len > 3
        || (text.len > 1 && text.data[0] == '0'))
    {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        prefix = prefix * 10 + (unsigned) (text.data[i] - '0');
    }
    *ret_prefix = prefix;
    return prefix <= bits;
}


bool
rule_parse_network(struct span text, struct network *ret)
{
    const uint8_t *slash = text.len == 0 ? NULL
                                         : memchr(text.data, '/', text.len);
    size_t len = slash == NULL ? text.len : (size_t) (slash - text.data);
    struct network network;
    unsigned bits;
    unsigned prefix;

    if (!parse_address(span_of(text.data, len), network.address, &bits)) {
        return false;
    }
    prefix = bits;
    if (slash != NULL
        && !parse_prefix(span_of(slash + 1, text.len - len - 1), bits,
                         &prefix))
    {
        return false;
    }

    network.prefix = prefix + ADDRESS_BITS - bits;
    if (!is_network(network.address, network.prefix)) {
        return false;
    }
    *ret = network;
    return true;
}


/* A network of IPv6, be it ::/0, does not hold the addresses of IPv4. */
bool
rule_network_holds(const struct network *network, const uint8_t address[16])
{
    if (network->prefix > ADDRESS_BITS
        || (is_ipv4(address) && network->prefix < IPV4_PREFIX))
    {
        return false;
    }
    for (unsigned bit = 0; bit < network->prefix; bit++) {
        unsigned differ = network->address[bit / 8] ^ address[bit / 8];

        if ((differ & (0x80u >> (bit % 8))) != 0) {
            return false;
        }
    }
    return true;
}
