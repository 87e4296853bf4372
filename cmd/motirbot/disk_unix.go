//go:build linux || darwin

package main

import "golang.org/x/sys/unix"

// freeSpace is how many bytes this user may still write in a folder.
func freeSpace(folder string) (uint64, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(folder, &fs); err != nil {
		return 0, err
	}
	return fs.Bavail * uint64(fs.Bsize), nil
}
