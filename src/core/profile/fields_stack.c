/* The stack: entries in the profile, or in a file that profiles share. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "core/profile/fields_stack.h"
#include "discred/stack.h"

static void read_entries(const struct field_reader *reader, const char *path, const config_setting_t *list,
			 struct stack *stack)
{
	int count = config_setting_length(list);

	if (!count)
		document_blame(reader->document, path, "'%s' is empty: it needs a source", path);
	for (int i = 0; i < count; i++) {
		const config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
		char *place = xasprintf("%s.[%d]", path, i);

		if (config_setting_is_group(element))
			stack_entry_read(reader, place, element, stack);
		else
			document_blame(reader->document, place,
				       "an entry is a group, { control = \"...\"; source = \"...\"; }, not %s",
				       document_type(element));
		free(place);
	}
}

bool field_stack(const struct field_reader *reader, const char *path, const config_setting_t *setting, void *target)
{
	if (!config_setting_is_list(setting))
		return false;
	read_entries(reader, path, setting, target);
	return true;
}

void field_stack_standard(const struct field_reader *reader, const char *text, void *target)
{
	const struct stack_control *sufficient = stack_control_find("sufficient");

	(void)text;
	for (const struct source *const *source = reader->sources->fallback; *source; source++)
		stack_entry_standards(*source, &stack_add(target, sufficient, *source)->settings);
}

/* A shared stack is a file with the one key. */
static void read_shared(const struct field_reader *reader, struct stack *stack)
{
	static const char *const known[] = {"stack"};
	const config_setting_t *root = document_root(reader->document);
	const config_setting_t *setting = config_setting_get_member(root, "stack");

	stack->path = xstrdup(reader->document->path);
	for (int i = 0; i < config_setting_length(root); i++) {
		const char *key = config_setting_name(config_setting_get_elem(root, (unsigned)i));

		if (strcmp(key, "stack") != 0)
			document_blame_unknown(reader->document, key, "key", " in a shared stack", known,
					       ARRAY_LEN(known));
	}
	if (!setting)
		document_blame(reader->document, "stack", "'stack' is missing: a shared stack is stack = ( ... );");
	else if (!field_stack(reader, "stack", setting, stack))
		document_blame(reader->document, "stack", "'stack' of a shared stack must be a list of groups, not %s",
			       document_type(setting));
}

static void blame_absent(const struct field_reader *reader, const char *path, const char *name)
{
	struct strings names = STRINGS_INIT;
	struct error err = ERROR_INIT;
	const char *nearest = NULL;

	if (!document_names(reader->env, "stacks", &names, &err) && names.count)
		nearest = strings_nearest((const char *const *)names.item, names.count, name);
	if (nearest)
		document_blame(reader->document, path, "no shared stack '%s': did you mean '%s'?", name, nearest);
	else
		document_blame(reader->document, path,
			       "no shared stack '%s': it would be stacks/%s.cfg on the search path of profiles", name,
			       name);
	strings_release(&names);
}

void field_stack_name(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	static const struct scan_key keys[] = {
	    {.name = "stack", .shown = true, .instead = "write seconds from 1 to 86400"}};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct field_reader shared = *reader;
	struct error err = ERROR_INIT;
	struct document document;

	if (!name_valid(text)) {
		document_blame(reader->document, path, "'%s' cannot be the name of a shared stack", text);
		return;
	}
	document_init(&document, &list);
	shared.document = &document;
	if (document_find(&document, reader->env, "stacks", text, &err) < 0 && err.code == ERROR_NONE)
		blame_absent(reader, path, text);
	else if (document.fd < 0 || document_read(&document, keys, ARRAY_LEN(keys), &err) < 0)
		document_blame(reader->document, path, "stack '%s': %s%s%s", text, err.text, err.hint[0] ? "; " : "",
			       err.hint);
	else if (document_root(&document))
		read_shared(&shared, target);
	document_release(&document);
	if (list.count)
		diagnostics_join(reader->document->list, &list);
	diagnostics_release(&list);
}
