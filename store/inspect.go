package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

const headerSize = 100 // bytes, as the SQLite file format has it

// inspect reads the head of the file before SQLite touches it. It reports
// whether there is a file; one that is not a whole store is ErrCorrupt.
func inspect(file string) (found bool, err error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, danglingLink(file)
	}
	if err != nil {
		return false, err
	}
	switch {
	case info.IsDir():
		return true, failForeign(file, "it is a folder")
	case !info.Mode().IsRegular():
		return true, failForeign(file, "it is not a regular file")
	case info.Size() == 0:
		return true, failForeign(file, "it is empty")
	}
	header, err := readHeader(file)
	if err != nil {
		return true, err
	}
	return true, checkHeader(file, header)
}

func danglingLink(file string) error {
	if exists(file) {
		return failForeign(file, "it is a link that leads nowhere")
	}
	return nil
}

func readHeader(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return header[:n], nil
}

// checkHeader reads the fields of the SQLite file header, "1.3. The Database
// Header" in the file format, that tell a store from other files and a whole
// file from one that was cut off.
func checkHeader(file string, header []byte) error {
	if len(header) < headerSize || string(header[:16]) != "SQLite format 3\x00" {
		return failForeign(file, "it is not an SQLite file")
	}
	if id := binary.BigEndian.Uint32(header[68:]); id != applicationID {
		return failForeign(file, "it is the SQLite file of another program")
	}
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	if pageSize == 1 {
		pageSize = 65536
	}
	want := pageSize * int64(binary.BigEndian.Uint32(header[28:]))
	// While a log is waiting, the file may rightly be shorter than its header
	// says; SQLite itself then knows which pages to expect. Looked at in this
	// order, a file that another process is folding its log into is never
	// taken for a damaged one.
	if size(file+"-wal") > 0 {
		return nil
	}
	if have := size(file); have < want {
		return failDamaged(file, fmt.Errorf("%d of %d bytes are there", have, want))
	}
	return nil
}
