/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses and networks: one spelling, no host bits, no families mixed. */
#include "policy/rule.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>


static void
networks_that_are_none(void **state)
{
    static const char *const rows[] = {
        /* nothing */
        "", "/", "/8", "10.0.0.0/",
        /* host bits */
        "10.0.0.1/8", "10.0.0.1/31", "192.168.128.0/16", "0.0.0.1/0",
        "2001:db8::1/64", "2001:db8::/16", "::1/0", "8000::/0",
        /* prefixes that are too long, signed, padded, no numbers */
        "10.0.0.0/33", "2001:db8::/129", "10.0.0.0/-1", "10.0.0.0/+8",
        "10.0.0.0/08", "10.0.0.0/0008", "10.0.0.0/ 8", "10.0.0.0/8 ",
        "10.0.0.0/8/8", "10.0.0.0/x", "10.0.0.0/0x8", "10.0.0.0/8K",
        "10.0.0.0/255.0.0.0", "10.0.0.0/4294967304",
        /* addresses that are none */
        "10/8", "10.0/16", "10.0.0/24", "010.0.0.0/8", "256.0.0.0/8",
        "10.0.0.0.0/8", "0x0a000000/8", "167772160/8", "1::2::3/64",
        "[2001:db8::]/32", "fe80::1%eth0", "2001:db8", "localhost", "*",
        " 10.0.0.0/8",
        "2001:0db8:0000:0000:0000:0000:0000:0000:0000/32",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct network network = { .prefix = 77 };

        if (rule_parse_network(span_str(rows[i]), &network)
            || network.prefix != 77)
        {
            fail_msg("row %zu: %s", i, rows[i]);
        }
    }
}


static void
addresses_that_are_none(void **state)
{
    static const char *const rows[] = {
        "", " ", "10.0.0.0/8", "10.0.0", "10.0.0.1 ", "unix:", "localhost",
        "10.0.0.1:80", "[::1]", "::1%lo", "fe80::1%eth0", "01.2.3.4",
        "::ffff:1.2.3.4.5", "0000:0000:0000:0000:0000:0000:0000:0000:0001",
    };
    uint8_t address[16];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rule_parse_address(span_str(rows[i]), address)) {
            fail_msg("row %zu: %s", i, rows[i]);
        }
    }
    assert_false(rule_parse_address(span_of("10.0.0.1\0", 9), address));
    assert_false(rule_parse_address(span_of(NULL, 0), address));
}


static void
who_is_in_it(void **state)
{
    static const struct {
        const char *network;
        const char *address;
        bool in;
    } rows[] = {
        /* the address before the first, the first, the last, the next */
        { "10.0.0.0/8", "9.255.255.255", false },
        { "10.0.0.0/8", "10.0.0.0", true },
        { "10.0.0.0/8", "10.255.255.255", true },
        { "10.0.0.0/8", "11.0.0.0", false },
        /* within a byte */
        { "192.168.16.0/20", "192.168.15.255", false },
        { "192.168.16.0/20", "192.168.16.0", true },
        { "192.168.16.0/20", "192.168.31.255", true },
        { "192.168.16.0/20", "192.168.32.0", false },
        /* one address, in both spellings */
        { "10.0.0.1", "10.0.0.2", false },
        { "10.0.0.1", "10.0.0.1", true },
        { "10.0.0.1/32", "10.0.0.1", true },
        { "10.0.0.0/31", "10.0.0.2", false },
        /* the mapped form is IPv4 */
        { "10.0.0.0/8", "::ffff:10.1.2.3", true },
        { "::ffff:10.0.0.0/104", "10.1.2.3", true },
        /* all of one family are none of the other */
        { "0.0.0.0/0", "1.2.3.4", true },
        { "0.0.0.0/0", "2001:db8::1", false },
        { "::/0", "2001:db8::1", true },
        { "::/0", "1.2.3.4", false },
        { "::/64", "1.2.3.4", false },
        /* IPv6 */
        { "2001:db8::/32", "2001:db7:ffff::1", false },
        { "2001:db8::/32", "2001:db8::", true },
        { "2001:db8::/32", "2001:db8:ffff::1", true },
        { "2001:db8::/32", "2001:db9::", false },
        { "2001:db8::1", "2001:db8::2", false },
        { "2001:db8::1/128", "2001:db8::1", true },
        { "::1", "127.0.0.1", false },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct network network;
        uint8_t address[16];

        assert_true(rule_parse_network(span_str(rows[i].network), &network));
        assert_true(rule_parse_address(span_str(rows[i].address), address));
        if (rule_network_holds(&network, address) != rows[i].in) {
            fail_msg("row %zu", i);
        }
    }
}


static void
a_damaged_network_holds_nobody(void **state)
{
    struct network network = { .prefix = 129 };
    uint8_t address[16] = { 0 };

    (void) state;
    assert_false(rule_network_holds(&network, address));
    network.prefix = ~0u;
    assert_false(rule_network_holds(&network, address));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(networks_that_are_none),
        cmocka_unit_test(addresses_that_are_none),
        cmocka_unit_test(who_is_in_it),
        cmocka_unit_test(a_damaged_network_holds_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
