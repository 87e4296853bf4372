package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"
)

// Check reads the whole file and returns ErrCorrupt, in words that name the page,
// if any of it is damaged.
func (s *Store) Check(ctx context.Context) error {
	return check(ctx, s.reader, s.path, "PRAGMA quick_check(3)")
}

// CheckTexts is Check, and reads every text and compares it with the hash under
// which it was stored.
func (s *Store) CheckTexts(ctx context.Context) error {
	if err := s.Check(ctx); err != nil {
		return err
	}
	return s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+recordColumns+" FROM releases r JOIN revisions v ON v.release_id = r.id")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			rec, err := scanRecord(rows)
			if err != nil {
				return err
			}
			if rec.Hash != rec.ContentHash() {
				return damaged(s.path, fmt.Sprintf("revision %d of release %s is not the text that was stored", rec.Revision, rec.ID), nil)
			}
		}
		return rows.Err()
	})
}

func check(ctx context.Context, db *sql.DB, path, pragma string) error {
	rows, err := db.QueryContext(ctx, pragma)
	if err != nil {
		return explain(ctx, path, err)
	}
	lines, err := scanAll(rows, func(row scanner) (line string, err error) { return line, row.Scan(&line) })
	found := strings.Join(lines, "\n")
	if err == nil && found == "ok" {
		return nil
	}
	first := ""
	for line := range strings.Lines(found) {
		if line = strings.TrimSpace(line); line != "" && line != "ok" && !strings.HasPrefix(line, "***") {
			first = nameTree(ctx, db, line)
			break
		}
	}
	if first == "" {
		return explain(ctx, path, err)
	}
	return damaged(path, first, err)
}

func damaged(path, what string, cause error) error {
	return fail(ErrCorrupt, cause, "%s is damaged (%s): it was left as it is; restore a backup, or move the file away and index again", path, what)
}

var treePage = regexp.MustCompile(`^Tree (\d+)(?: page (\d+))?(?: cell \d+)?:? *`)

// nameTree names the table of a page that SQLite knows by the number of its root.
func nameTree(ctx context.Context, db *sql.DB, line string) string {
	parts := treePage.FindStringSubmatch(line)
	if parts == nil {
		return line
	}
	where := "a table"
	_ = db.QueryRowContext(ctx, "SELECT name FROM sqlite_schema WHERE rootpage = ?", parts[1]).Scan(&where) // the schema may be what is damaged
	if parts[2] != "" {
		where = "page " + parts[2] + " of " + where
	}
	return where + ": " + line[len(parts[0]):]
}
