#include <criterion/criterion.h>

#include "base/siphash.h"

/* The first of the reference implementation's vectors: key 00..0f, input 00, 00 01, ... (low byte first). */
static const unsigned char vectors[][8] = {
    {0x31, 0x0e, 0x0e, 0xdd, 0x47, 0xdb, 0x6f, 0x72}, {0xfd, 0x67, 0xdc, 0x93, 0xc5, 0x39, 0xf8, 0x74},
    {0x5a, 0x4f, 0xa9, 0xd9, 0x09, 0x80, 0x6c, 0x0d}, {0x2d, 0x7e, 0xfb, 0xd7, 0x96, 0x66, 0x67, 0x85},
    {0xb7, 0x87, 0x71, 0x27, 0xe0, 0x94, 0x27, 0xcf}, {0x8d, 0xa6, 0x99, 0xcd, 0x64, 0x55, 0x76, 0x18},
    {0xce, 0xe3, 0xfe, 0x58, 0x6e, 0x46, 0xc9, 0xcb}, {0x37, 0xd1, 0x01, 0x8b, 0xf5, 0x00, 0x02, 0xab},
    {0x62, 0x24, 0x93, 0x9a, 0x79, 0xf5, 0xf5, 0x93}, {0xb0, 0xe4, 0xa9, 0x0b, 0xdf, 0x82, 0x00, 0x9e},
};

Test(siphash, reference_vectors)
{
	unsigned char key[SIPHASH_KEY];
	unsigned char input[16];

	for (unsigned i = 0; i < SIPHASH_KEY; i++)
		key[i] = input[i] = (unsigned char)i;
	for (size_t len = 0; len < sizeof(vectors) / sizeof(vectors[0]); len++) {
		uint64_t want = 0;

		for (unsigned i = 0; i < 8; i++)
			want |= (uint64_t)vectors[len][i] << 8 * i;
		cr_expect_eq(siphash(key, input, len), want, "%zu bytes", len);
	}
}

/* The example of the paper's appendix A: fifteen bytes. */
Test(siphash, the_papers_example)
{
	unsigned char key[SIPHASH_KEY];

	for (unsigned i = 0; i < SIPHASH_KEY; i++)
		key[i] = (unsigned char)i;
	cr_expect_eq(siphash(key, "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16", 15), UINT64_C(0xa129ca6149be45e5));
}

Test(siphash, another_key_another_value)
{
	static const unsigned char one[SIPHASH_KEY] = {1};
	static const unsigned char two[SIPHASH_KEY] = {2};

	cr_expect_neq(siphash(one, "secret", 6), siphash(two, "secret", 6));
}
