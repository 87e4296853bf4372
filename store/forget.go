package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"motirbot/release"
)

// Forget deletes the releases known under these IDs with all that came of them:
// every text, copies of other sources, chunks, vectors, figures, and answers on
// Discord that quote them. Of each its ID and a hash of title and day stay, by which [Store.Forgotten]
// knows it. It returns how many releases it deleted, those unknown not counted.
func (s *Store) Forget(ctx context.Context, ids []release.ID) (int, error) {
	return s.delete(ctx, true, func(tx *sql.Tx) (all []release.ID, err error) {
		for _, id := range ids {
			rows, err := tx.QueryContext(ctx, `
				SELECT m.id FROM releases m, (SELECT CASE o.shown_as WHEN '' THEN o.id ELSE o.shown_as END AS front
					FROM identities i JOIN releases o ON o.id = i.release_id WHERE i.id = ?)
				WHERE m.shown_as = front OR m.id = front ORDER BY m.id = front`, id)
			if err != nil {
				return nil, err
			}
			group, err := scanAll(rows, scanID)
			if err != nil {
				return nil, err
			}
			all = append(all, group...)
		}
		return all, nil
	})
}

// ForgetSource is Forget for all that an origin has brought, and deletes what is
// known of the origin. Other origins' copies stay, and are shown.
func (s *Store) ForgetSource(ctx context.Context, origin string) (int, error) {
	return s.delete(ctx, true, func(tx *sql.Tx) ([]release.ID, error) {
		// Without validators, a list that is followed again shows all of itself.
		err := execAll(ctx, tx, origin, "DELETE FROM sources WHERE name = ?1", "DELETE FROM troubles WHERE source = ?1",
			"DELETE FROM sightings WHERE source = ?1", "DELETE FROM validators WHERE ?1 <> ''")
		if err != nil {
			return nil, err
		}
		rows, err := tx.QueryContext(ctx, "SELECT release_id FROM identities WHERE source = ? ORDER BY 1", origin)
		if err != nil {
			return nil, err
		}
		return scanAll(rows, scanID)
	})
}

// Drop deletes single releases as Forget does, and does not remember them: they
// may come in again.
func (s *Store) Drop(ctx context.Context, ids []release.ID) (int, error) {
	return s.delete(ctx, false, func(*sql.Tx) ([]release.ID, error) { return ids, nil })
}

// delete deletes the releases that find returns, in one transaction.
func (s *Store) delete(ctx context.Context, remember bool, find func(*sql.Tx) ([]release.ID, error)) (n int, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		n = 0
		ids, err := find(tx)
		if err != nil {
			return err
		}
		gone := map[string]bool{}
		for _, id := range ids {
			if gone[string(id)] {
				continue
			}
			deleted, err := s.deleteRelease(ctx, tx, id, remember)
			if err != nil {
				return err
			}
			if deleted {
				n++
				gone[string(id)] = true
			}
		}
		if n == 0 {
			return nil
		}
		if err := deleteAnswers(ctx, tx, gone); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM segments"); err != nil {
			return err
		}
		return s.bump(ctx, tx)
	})
	if err == nil && n > 0 {
		// What was deleted stands in the log until that is folded in. If somebody
		// is reading, the last to close the store folds it.
		_, _ = s.writer.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	return n, err
}

func (s *Store) deleteRelease(ctx context.Context, tx *sql.Tx, id release.ID, remember bool) (bool, error) {
	// A copy behind it is shown from now on, if it is not to go as well.
	if err := takeOver(ctx, tx, id); err != nil {
		return false, err
	}
	if remember {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO forgotten (id, source, title_key, at)
			SELECT i.id, i.source, r.title_key, ? FROM identities i JOIN releases r ON r.id = i.release_id WHERE r.id = ?
			ON CONFLICT DO UPDATE SET title_key = excluded.title_key`, timestamp(s.now()), id)
		if err != nil {
			return false, err
		}
	}
	rows, err := tx.QueryContext(ctx, "SELECT lower(hex(hashes)) FROM word_index WHERE release_id = ?", id)
	if err != nil {
		return false, err
	}
	hashes, err := scanAll(rows, func(row scanner) (all string, err error) { return all, row.Scan(&all) })
	if err != nil {
		return false, err
	}
	for hash := range slices.Chunk([]byte(strings.Join(hashes, "")), 2*sha256.Size) {
		if err := execAll(ctx, tx, string(hash), "DELETE FROM vectors WHERE hash = ?1"); err != nil {
			return false, err
		}
	}
	const named = "(SELECT id FROM identities WHERE release_id = ?1)"
	err = execAll(ctx, tx, string(id),
		"DELETE FROM validators WHERE url IN (SELECT url FROM sightings WHERE id IN "+named+" UNION SELECT url FROM revisions WHERE release_id = ?1)",
		"DELETE FROM sightings WHERE id IN "+named,
		"DELETE FROM troubles WHERE id IN "+named,
		"DELETE FROM announcements WHERE release_id = ?1",
		"DELETE FROM observations WHERE release_id = ?1",
		"DELETE FROM word_index WHERE release_id = ?1",
		"DELETE FROM vector_index WHERE release_id = ?1",
		"DELETE FROM revisions WHERE release_id = ?1",
		"DELETE FROM identities WHERE release_id = ?1")
	if err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, "DELETE FROM releases WHERE id = ?", id)
	if err != nil {
		return false, err
	}
	deleted, err := result.RowsAffected()
	return deleted > 0, err
}

var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// deleteAnswers deletes the answers in which one of the releases is named.
func deleteAnswers(ctx context.Context, tx *sql.Tx, gone map[string]bool) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, answer FROM answers")
	if err != nil {
		return err
	}
	named, err := scanAll(rows, func(row scanner) (id string, err error) {
		var answer, text string
		if err := row.Scan(&id, &answer); err != nil {
			return "", err
		}
		for _, quoted := range quotedText.FindAllString(answer, -1) {
			if text = quoted[1 : len(quoted)-1]; strings.Contains(text, `\`) {
				_ = json.Unmarshal([]byte(quoted), &text) // else it is no text that names anything
			}
			if gone[text] {
				return id, nil
			}
		}
		return "", nil
	})
	if err != nil {
		return err
	}
	for _, id := range named {
		if err := execAll(ctx, tx, id, "DELETE FROM answers WHERE id = ?"); err != nil {
			return err
		}
	}
	return nil
}

// Forgotten reports whether a release that comes in was forgotten: under its ID,
// or as a copy of what other origins alone have brought, by title and day.
func (s *Store) Forgotten(ctx context.Context, rel release.Release) (is bool, err error) {
	origin := cmp.Or(rel.Origin, rel.Source)
	err = s.read(ctx, func(tx *sql.Tx) error {
		// Two feeds may give one ID to different items, so only what no feed has
		// named counts whoever brings it.
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM forgotten
				WHERE id = ?1 AND (source = ?3 OR id NOT LIKE 'feed:%') OR id = ?2)
			OR (SELECT count(*) > 0 AND sum(source = ?3) = 0 FROM forgotten WHERE title_key = ?4)`,
			rel.ID, rel.ID.Qualified(origin), origin, release.TitleKey(rel.Title, rel.Date)).Scan(&is)
	})
	return is, err
}

// ForgottenIDs are the IDs under which releases were forgotten.
func (s *Store) ForgottenIDs(ctx context.Context) (ids map[release.ID]bool, err error) {
	ids = map[release.ID]bool{}
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id FROM forgotten")
		if err != nil {
			return err
		}
		all, err := scanAll(rows, scanID)
		for _, id := range all {
			ids[id] = true
		}
		return err
	})
	return ids, err
}

// KeepForgotten remembers a release that was forgotten under another ID under its
// own as well.
func (s *Store) KeepForgotten(ctx context.Context, rel release.Release) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO forgotten (id, source, title_key, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			rel.ID, cmp.Or(rel.Origin, rel.Source), release.TitleKey(rel.Title, rel.Date), timestamp(s.now()))
		return err
	})
}

// Readmit lets releases that were forgotten come in again: those of these IDs,
// with what was forgotten as their copies, and all of an origin. It returns how
// many.
func (s *Store) Readmit(ctx context.Context, ids []release.ID, origin string) (n int, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		n = 0
		for _, id := range ids {
			result, err := tx.ExecContext(ctx, "DELETE FROM forgotten WHERE id = ?1 OR title_key = (SELECT title_key FROM forgotten WHERE id = ?1)", id)
			if err != nil {
				return err
			}
			deleted, err := result.RowsAffected()
			if err != nil {
				return err
			}
			n += int(deleted)
		}
		result, err := tx.ExecContext(ctx, "DELETE FROM forgotten WHERE source = ? AND source <> ''", origin)
		if err != nil {
			return err
		}
		deleted, err := result.RowsAffected()
		n += int(deleted)
		return err
	})
	return n, err
}
