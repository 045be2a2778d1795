/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table, last part: verbs that are named and not in this version.  They
 * are known, so that each says so.
 */
#include "verbs.h"

#define LATER(noun, name, help) \
    { noun, name, NULL, help, .later = true }

const struct verb verbs_later[] = {
    LATER("top", "", "status, live"),
    LATER("audit", "export", "the record as a signed file"),
    LATER("certificate", "register", "register a certificate"),
    LATER("certificate", "list", "certificates of an account"),
    LATER("certificate", "remove", "take a certificate away"),
    LATER("trust", "add", "trust a certification authority"),
    LATER("trust", "list", "trusted authorities"),
    LATER("trust", "remove", "trust one no more"),
    LATER("trust", "crl", "take in a revocation list"),
    LATER("batch", "upload", "take in a file of accounts"),
    LATER("batch", "list", "batches"),
    LATER("batch", "show", "one batch"),
    LATER("batch", "import", "make the accounts of a batch"),
    LATER("batch", "withdraw", "drop a batch"),
    LATER("review", "list", "accounts to be reviewed"),
    LATER("review", "sign", "sign a review"),
    LATER("key", "list", "session keys"),
    LATER("key", "rotate", "make a new session key"),
    LATER("store", "upgrade", "bring a store to this version"),
    LATER("store", "export", "move a store to another engine"),
    LATER("store", "import", "take a store in"),
    LATER("backup", "", "write a backup"),
    LATER("restore", "", "read a backup"),
    LATER("import", "", "take in accounts of another system"),
    LATER("export", "", "write accounts out"),
    { NULL },
};
