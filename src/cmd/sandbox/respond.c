#include "cmd/sandbox/respond.h"

#include "base/memory.h"

/* The first half of a body; the rest will be missing. */
struct half {
	size_t len;
	char bytes[];
};

static ssize_t read_half(void *cls, uint64_t position, char *out, size_t size)
{
	const struct half *half = cls;
	size_t left;

	if (position >= half->len)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	left = half->len - (size_t)position;
	left = left < size ? left : size;
	memcpy(out, half->bytes + position, left);
	return (ssize_t)left;
}

static void free_half(void *cls)
{
	struct half *half = cls;

	explicit_bzero(half->bytes, half->len);
	free(half);
}

static struct MHD_Response *half_response(const struct answer *answer)
{
	size_t len = answer->body.len / 2;
	struct half *half = xmalloc(sizeof(*half) + len);
	struct MHD_Response *response;

	half->len = len;
	if (len)
		memcpy(half->bytes, answer->body.ptr, len);
	response = MHD_create_response_from_callback(answer->body.len, 4096, read_half, half, free_half);
	if (!response)
		free_half(half);
	return response;
}

static struct MHD_Response *whole_response(const struct answer *answer)
{
	return MHD_create_response_from_buffer(answer->body.len, answer->body.len ? answer->body.ptr : "",
					       MHD_RESPMEM_MUST_COPY);
}

static bool add_headers(struct MHD_Response *response, const struct answer *answer)
{
	bool added = true;

	if (answer->type)
		added = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
	if (answer->location.len)
		added =
		    added && MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, buf_text(&answer->location));
	for (size_t i = 0; i + 1 < answer->headers.count; i += 2)
		added =
		    added && MHD_add_response_header(response, answer->headers.item[i], answer->headers.item[i + 1]);
	return added;
}

enum MHD_Result respond(struct MHD_Connection *connection, const struct answer *answer)
{
	struct MHD_Response *response;
	enum MHD_Result result = MHD_NO;

	if (answer->end == ANSWER_CLOSED)
		return MHD_NO;
	response = answer->end == ANSWER_HALF ? half_response(answer) : whole_response(answer);
	if (!response)
		return MHD_NO;
	if (add_headers(response, answer))
		result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}
