package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
)

// The compressed stream stands between two frames that zstd skips: the first says what the file is, the last holds the
// SHA-256 of every byte before it. So no byte can change unseen, and `zstd -d` still reads the file.
const (
	skippable = 0x184D2A5D // one of the sixteen numbers that zstd reserves for what it skips
	title     = "Hito backup 1\n"
	sealSize  = 8 + sha256.Size
)

// encrypted is how a file of age's begins.
const encrypted = "age-encryption.org/"

func skippedFrame(content []byte) []byte {
	frame := binary.LittleEndian.AppendUint32(nil, skippable)
	frame = binary.LittleEndian.AppendUint32(frame, uint32(len(content))) //nolint:gosec // a title or a digest
	return append(frame, content...)
}

// sealer writes the first frame, passes on what is compressed, and ends with the seal.
type sealer struct {
	out io.Writer
	sum hash.Hash
}

func newSealer(out io.Writer) (*sealer, error) {
	s := &sealer{out: out, sum: sha256.New()}
	_, err := s.Write(skippedFrame([]byte(title)))
	return s, err
}

func (s *sealer) Write(p []byte) (int, error) {
	s.sum.Write(p)
	return s.out.Write(p)
}

func (s *sealer) Close() error {
	_, err := s.out.Write(skippedFrame(s.sum.Sum(nil)))
	return err
}

var (
	errBroken = errors.New("the checksum of the file does not fit")
	errCut    = errors.New("the file has no checksum at its end") // not io.ErrUnexpectedEOF, which zstd takes for an end between frames
)

// unsealer gives everything but the seal. Instead of the end it is errCut where there is no seal, and
// errBroken where the seal does not fit.
type unsealer struct {
	in     io.Reader
	sum    hash.Hash
	buffer []byte // read and not given yet, within store; its last bytes may be the seal
	store  []byte
	ended  error
}

func newUnsealer(in io.Reader) *unsealer {
	return &unsealer{in: in, sum: sha256.New(), store: make([]byte, 64<<10)}
}

func (u *unsealer) Read(p []byte) (int, error) {
	for u.ended == nil && len(u.buffer) <= sealSize {
		kept := copy(u.store, u.buffer)
		n, err := u.in.Read(u.store[kept:])
		u.buffer, u.ended = u.store[:kept+n], err
	}
	if ready := len(u.buffer) - sealSize; ready > 0 {
		n := copy(p, u.buffer[:ready])
		u.sum.Write(p[:n])
		u.buffer = u.buffer[n:]
		return n, nil
	}
	if u.ended != io.EOF { //nolint:errorlint // readers return it bare
		return 0, u.ended
	}
	switch seal := skippedFrame(u.sum.Sum(nil)); {
	case bytes.Equal(u.buffer, seal):
		return 0, io.EOF
	case len(u.buffer) < sealSize || !bytes.HasPrefix(u.buffer, seal[:sealSize-sha256.Size]):
		return 0, errCut
	default:
		return 0, errBroken
	}
}
