#include <string.h>

#include "net/base64.h"
#include "net/http/http.h"

void http_basic(const char *id, const struct buf *secret, struct buf *authorization)
{
	struct buf pair = BUF_INIT(4 * BUF_TOKEN_MAX);

	buf_percent(&pair, id, strlen(id));
	buf_char(&pair, ':');
	buf_percent(&pair, buf_text(secret), secret->len);
	buf_str(authorization, "Basic ");
	base64_add(authorization, buf_text(&pair), pair.len);
	buf_release(&pair);
}
