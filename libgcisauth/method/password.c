/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The method `password`: one slow hash, of the account's own or of the decoy.
 * An account without a password pays for the decoy, and the answer is no
 * whatever that hash says (SECURITY D1, D5; CVE-2020-27780).
 */
#include "method/method.h"

#include "crypto/hash.h"


static void
prove(const struct method_input *input, struct method_proof *ret)
{
    const char *stored = input->set->password.hash;
    bool has_one = stored[0] != '\0';
    enum hash_verdict verdict;

    verdict = hash_verify(input->password, has_one ? stored : input->decoy,
                          input->decoy);

    ret->yes = has_one & (verdict == HASH_YES);
    ret->broken = verdict == HASH_BROKEN;
}


const struct credential_method method_password = { METHOD_PASSWORD, prove };
