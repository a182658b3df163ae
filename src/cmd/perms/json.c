#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/perms/perms.h"

json_t *perms_json_value(uint64_t value)
{
	char text[PERMS_NUMBER];

	perms_decimal(value, text);
	return json_string(text);
}

json_t *perms_json_hex(uint64_t value)
{
	char text[PERMS_NUMBER];

	perms_hex(value, text);
	return json_string(text);
}

json_t *perms_json_names(uint64_t value)
{
	struct strings names = STRINGS_INIT;
	json_t *array = json_array();

	permission_names(value, &names);
	for (size_t i = 0; i < names.count; i++)
		json_array_append_new(array, json_string(names.item[i]));
	strings_release(&names);
	return array;
}

int perms_end_missing(struct error *err)
{
	if (fflush(stdout) == EOF || ferror(stdout))
		return error_set(err, ERROR_SYS, "cannot write to stdout: %s", strerror(errno));
	exit(1);
}
