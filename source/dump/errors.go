package dump

import (
	"errors"
	"fmt"
	"io/fs"
)

// cannotRead makes the one line that a user sees when nothing could be read.
func cannotRead(name string, err error) error {
	return fmt.Errorf("cannot read %s: %w", name, advice(err))
}

// advice drops the path that file system errors carry, since the caller shows
// the file in the user's own words, and adds what can be done.
func advice(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w; check the path", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; make it readable or choose another file", err)
	}
	return err
}
