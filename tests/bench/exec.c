/* The least that a dispatcher can do: exec FILE ARG... becomes another program. */

#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc > 1)
		execv(argv[1], argv + 1);
	return 1;
}
