/* The files of `discred perms channel`, and whether they belong together. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/perms/channel.h"

/* A guild as the gateway sends it has its channels and members, too. */
enum { OBJECT_MAX = 32 * 1024 * 1024 };

/* A pipe will do too: --guild <(...) is one. */
static int read_file(const char *path, struct buf *bytes, struct error *err)
{
	int fd;
	int result;

	if (!strcmp(path, "-"))
		return file_read(STDIN_FILENO, "stdin", bytes, err);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return error_set(err, errno == ENOENT ? ERROR_NONE : ERROR_SYS, "cannot open '%s': %s", path,
				 strerror(errno));
	result = file_read(fd, path, bytes, err);
	close(fd);
	return result;
}

/* NULL for no file. What Discord answered instead of the object is worth a word of its own. */
static int load(const char *path, json_t **object, struct error *err)
{
	struct buf bytes = BUF_INIT(OBJECT_MAX);
	const char *name = path && !strcmp(path, "-") ? "stdin" : path;

	*object = NULL;
	if (!path)
		return 0;
	if (read_file(path, &bytes, err) < 0) {
		buf_release(&bytes);
		return -1;
	}
	*object = json_parse_object(&bytes);
	buf_release(&bytes);
	if (!*object)
		return error_set(err, ERROR_CONFIG, "'%s' is not one JSON object", name);
	if (json_text(*object, "message") && json_object_get(*object, "code") && !json_object_get(*object, "id"))
		return error_set(err, ERROR_CONFIG, "'%s' is an error of Discord's: %s", name,
				 json_text(*object, "message"));
	return 0;
}

static int read_object(size_t which, const char *path, struct effective_inputs *inputs, struct error *err)
{
	json_t *object;
	int result = load(path, &object, err);

	if (path && !result) {
		if (which == GUILD)
			result = effective_read_guild(object, &inputs->guild, err);
		else if (which == MEMBER)
			result = effective_read_member(object, &inputs->member, err);
		else if (which == CHANNEL)
			result = effective_read_channel(object, &inputs->channel, &inputs->notes, err);
		else
			result = effective_read_channel(object, &inputs->parent, &inputs->parent_notes, err);
		if (result < 0)
			error_prefix(err, "'%s'", strcmp(path, "-") ? path : "stdin");
	}
	json_decref(object);
	return result;
}

static int check_thread(const struct effective_inputs *inputs, const char *const paths[static OBJECTS],
			struct error *err)
{
	bool thread = paths[CHANNEL] && inputs->channel.kind == EFFECTIVE_THREAD;

	if (thread && !paths[PARENT]) {
		error_set(err, ERROR_USAGE, "'%s' is a thread: its overwrites are those of its parent", paths[CHANNEL]);
		return error_hint(err, "give --parent FILE, the channel that it is in");
	}
	if (!thread && paths[PARENT]) {
		error_set(err, ERROR_USAGE, "'%s' is no thread: nothing is inherited from a parent", paths[CHANNEL]);
		return error_hint(err, "leave out --parent; a category's permissions are copied, not inherited");
	}
	if (thread && inputs->parent.kind != EFFECTIVE_TEXT)
		return error_set(err, ERROR_CONFIG, "'%s' is no channel that has threads", paths[PARENT]);
	if (thread && inputs->notes.parent_id && inputs->notes.parent_id != inputs->parent.id)
		return error_set(err, ERROR_CONFIG, "'%s' is not in '%s', but in the channel %llu", paths[CHANNEL],
				 paths[PARENT], (unsigned long long)inputs->notes.parent_id);
	return 0;
}

static int check_guild(const struct effective_inputs *inputs, const char *const paths[static OBJECTS],
		       struct error *err)
{
	const uint64_t ids[OBJECTS] = {[CHANNEL] = inputs->notes.guild_id, [PARENT] = inputs->parent_notes.guild_id};

	for (size_t i = 0; i < OBJECTS; i++)
		if (ids[i] && ids[i] != inputs->guild.id)
			return error_set(err, ERROR_CONFIG, "'%s' is of another guild, %llu", paths[i],
					 (unsigned long long)ids[i]);
	return 0;
}

int inputs_read(struct effective_inputs *inputs, const char *const paths[static OBJECTS], struct error *err)
{
	int result = 0;

	*inputs = (struct effective_inputs)EFFECTIVE_INPUTS_INIT;
	for (size_t i = 0; i < OBJECTS && !result; i++)
		result = read_object(i, paths[i], inputs, err);
	if (!result)
		result = check_thread(inputs, paths, err);
	if (!result)
		result = check_guild(inputs, paths, err);
	if (result < 0)
		effective_inputs_release(inputs);
	return result;
}
