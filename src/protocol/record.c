#include "core/stack/answer.h"
#include "discred/protocol.h"

/* What a source's helper prints, so that one discred can ask another. */
static int reply(const struct protocol_reply *answer, struct buf *out, struct error *err)
{
	struct error none = ERROR_INIT;

	return answer_format(SOURCE_OK, answer->token, &none, out, err);
}

const struct protocol protocol_record = {
    .name = "record",
    .help = "discred's own record: the token and all that is known of it",
    .reply = reply,
};
