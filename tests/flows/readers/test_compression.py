import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers.compression import CHUNK, PAYLOAD_BYTES, Damaged, PieceReader, pieces

SUFFIXES = [".gz", ".zst", ".bz2", ".xz"]
LINES = b"".join(b"line %d of some text that repeats itself\n" % i for i in range(20_000))


def unpack(data, compression):
    got = []
    try:
        for piece in pieces(io.BytesIO(data), compression):
            assert piece
            got.append(piece)
    except Damaged as damaged:
        return b"".join(got), damaged
    return b"".join(got), None


@pytest.mark.parametrize("suffix", ["", *SUFFIXES])
@pytest.mark.parametrize("data", [b"", b"x", LINES])
def test_round_trip(compress, suffix, data):
    assert unpack(compress(data, suffix), suffix[1:] or None) == (data, None)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_members_one_after_the_other(compress, suffix):
    member = compress(b"some text\n", suffix)

    assert unpack(member * 9_000, suffix[1:]) == (b"some text\n" * 9_000, None)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("padding", [1, 512, CHUNK * 2])
def test_padding_after_and_between_members(compress, suffix, padding):
    member = compress(LINES, suffix)

    assert unpack((member + bytes(padding)) * 2, suffix[1:]) == (LINES * 2, None)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_truncation_anywhere_is_noticed(compress, suffix):
    whole = compress(LINES, suffix)

    for cut in {1, 2, 5, 17, len(whole) // 3, len(whole) // 2, len(whole) - 9, len(whole) - 1}:
        got, damaged = unpack(whole[:cut], suffix[1:])
        assert LINES.startswith(got)
        assert damaged is not None
    got, damaged = unpack(whole[: len(whole) // 2], suffix[1:])
    assert len(got) > len(LINES) // 3 or suffix == ".bz2"  # whose one block is all or nothing
    assert damaged.rest == b""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_no_such_data_is_the_rest(suffix):
    got, damaged = unpack(b"plainly no such thing", suffix[1:])

    assert (got, damaged.rest) == (b"", b"plainly no such thing")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rubbish_after_a_member(compress, suffix):
    got, damaged = unpack(compress(LINES, suffix) + b"rubbish", suffix[1:])

    assert (got, damaged.rest) == (LINES, b"rubbish")


def test_wrong_checksum_is_noticed_after_the_data():
    data = bytearray(gzip.compress(LINES))
    data[-6] ^= 1

    got, damaged = unpack(bytes(data), "gz")

    assert len(got) > len(LINES) - (1 << 17)
    assert "hecksum" in damaged.detail


def test_bomb_comes_in_small_pieces(compress):
    for suffix in SUFFIXES:
        sizes = [len(piece) for piece in pieces(io.BytesIO(compress(bytes(8 << 20), suffix)), suffix[1:])]
        assert sum(sizes) == 8 << 20
        assert max(sizes) <= 1 << 18


def test_rest_is_capped():
    _, damaged = unpack(b"no" * PAYLOAD_BYTES, "gz")

    assert len(damaged.rest) == PAYLOAD_BYTES


def test_device_that_fails_is_damage():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("input/output error")
            return super().read(4)

    got = []
    with pytest.raises(Damaged, match="input/output error"):
        got.extend(pieces(Failing(b"some text"), None))
    assert got == [b"some"]


@given(
    data=st.binary(max_size=300),
    start=st.sampled_from([b"", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"BZh9", b"\xfd7zXZ\0"]),
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_bytes_end(suffix, data, start):
    unpack(start + data, suffix[1:])


@given(place=st.floats(0, 0.999), bit=st.integers(0, 7))
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_flipped_bit_ends(compress, suffix, place, bit):
    data = bytearray(compress(LINES[:5_000], suffix))
    data[int(place * len(data))] ^= 1 << bit

    unpack(bytes(data), suffix[1:])


def test_piece_reader_reads_like_a_file(compress):
    reader = io.BufferedReader(PieceReader(pieces(io.BytesIO(compress(LINES, ".gz")), "gz")), 1000)

    assert reader.readline() == b"line 0 of some text that repeats itself\n"
    assert len(reader.read()) == len(LINES) - 40
    assert reader.read() == b""


def test_piece_reader_keeps_the_damage(compress):
    raw = PieceReader(pieces(io.BytesIO(compress(LINES, ".gz")[:-20]), "gz"))

    assert LINES.startswith(io.BufferedReader(raw).read())
    assert "too early" in raw.damage.detail
