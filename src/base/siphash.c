#include "base/siphash.h"

#include "base/memory.h"

struct state {
	uint64_t v[4];
};

static uint64_t rotate(uint64_t value, unsigned bits)
{
	return value << bits | value >> (64 - bits);
}

static void rounds(struct state *state, int count)
{
	uint64_t *v = state->v;

	while (count--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

/* Up to eight bytes, the first one lowest. */
static uint64_t load(const unsigned char *bytes, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)bytes[i] << 8 * i;
	return word;
}

static void absorb(struct state *state, uint64_t word)
{
	state->v[3] ^= word;
	rounds(state, 2);
	state->v[0] ^= word;
}

uint64_t siphash(const unsigned char key[static SIPHASH_KEY], const void *bytes, size_t len)
{
	const unsigned char *next = bytes;
	uint64_t low = load(key, 8);
	uint64_t high = load(key + 8, 8);
	struct state state = {{low ^ UINT64_C(0x736f6d6570736575), high ^ UINT64_C(0x646f72616e646f6d),
			       low ^ UINT64_C(0x6c7967656e657261), high ^ UINT64_C(0x7465646279746573)}};
	size_t left = len;
	uint64_t result;

	for (; left >= 8; left -= 8, next += 8)
		absorb(&state, load(next, 8));
	absorb(&state, load(next, left) | (uint64_t)len << 56);
	state.v[2] ^= 0xff;
	rounds(&state, 4);
	result = state.v[0] ^ state.v[1] ^ state.v[2] ^ state.v[3];
	wipe_object(&state);
	return result;
}
