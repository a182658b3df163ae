/* The least that a program can do which prints a token: bare FILE reads a file and prints it. */

#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char text[4096];
	const int file = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	if (file < 0)
		return 1;
	const ssize_t length = read(file, text, sizeof(text));
	return length > 0 && write(STDOUT_FILENO, text, (size_t)length) == length ? 0 : 1;
}
