/*
 * What a node of etcd answers: a status as three digits, a newline, and the body.
 *
 * Parses: src/net/etcd/message.c
 */
#include "net/etcd/message.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	char *status = fuzz_line(&input);
	struct buf body = fuzz_bytes(&input);
	struct etcd_answer answer = ETCD_ANSWER_INIT;
	struct error err = ERROR_INIT;
	struct error why = ERROR_INIT;

	if (etcd_answer_parse(&body, &answer, &err) < 0)
		fuzz_must_explain(&err, ERROR_TEMP);
	for (size_t i = 0; i < answer.count; i++)
		must(etcd_answer_find(&answer, answer.item[i].key));
	must(etcd_failure_of(atoi(status) % 1000, &body, &why) <= ETCD_UNKNOWN);
	must(why.code != ERROR_OK);
	fuzz_must_explain(&why, why.code);
	etcd_answer_release(&answer);
	buf_release(&body);
	free(status);
	return 0;
}
