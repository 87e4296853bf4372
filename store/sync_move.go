package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"motirbot/release"
)

// MoveSource gives what is known of a source to those that have taken its place,
// each as if it had always had its name, and keeps nothing under the old name
// unless it is one of theirs. What they know already stays as it is. If it moves
// anything, clean rewrites the links and identities of the releases that source
// has brought, in which an earlier motirbot kept what is secret: it gets a link
// and returns the one to be kept. So a release stays known, and is no news.
func (s *Store) MoveSource(ctx context.Context, from string, to []string, clean func(link string) string) error {
	var found bool
	err := s.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sources WHERE name = ?)", from).Scan(&found)
	})
	if err != nil || !found {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		m := move{ctx: ctx, tx: tx}
		kept := false
		for _, name := range to {
			kept = kept || name == from
			var known bool
			if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sources WHERE name = ?)", name).Scan(&known); err != nil {
				return err
			}
			if known {
				continue
			}
			m.exec(`INSERT INTO sources SELECT ?, last_attempt, last_success, last_error, last_error_at, failures,
				failing_since, retry_at, backfilled, floor, walked FROM sources WHERE name = ?`, name, from)
			m.exec(`INSERT OR IGNORE INTO sightings SELECT ?, id, number, listed_as, url, date, hash, checked_at, gone
				FROM sightings WHERE source = ?`, name, from)
			m.exec(`INSERT OR IGNORE INTO troubles SELECT ?, id, number, title, url, date, kind, reason, since, attempts, next_at, quiet
				FROM troubles WHERE source = ?`, name, from)
			m.exec("UPDATE identities SET source = ? WHERE source = ?", name, from)
			m.moved = true
		}
		if !kept {
			m.exec("DELETE FROM sources WHERE name = ?", from)
			m.exec("DELETE FROM sightings WHERE source = ?", from)
			m.exec("DELETE FROM troubles WHERE source = ?", from)
		}
		if m.moved {
			m.clean(clean)
		}
		return m.err
	})
}

// move is MoveSource under way; after an error it does nothing more.
type move struct {
	ctx   context.Context
	tx    *sql.Tx
	moved bool
	err   error
}

func (m *move) exec(query string, args ...any) {
	if m.err == nil {
		_, m.err = m.tx.ExecContext(m.ctx, query, args...)
	}
}

func (m *move) texts(query string) []string {
	if m.err != nil {
		return nil
	}
	rows, err := m.tx.QueryContext(m.ctx, query)
	if err != nil {
		m.err = err
		return nil
	}
	all, err := scanAll(rows, func(row scanner) (text string, err error) { return text, row.Scan(&text) })
	m.err = err
	return all
}

// clean rewrites the links by themselves, and those within identities and JSON.
func (m *move) clean(link func(string) string) {
	m.exec("PRAGMA defer_foreign_keys = ON") // identities change table by table
	var pairs []string
	replace := func(old, cleaned string) {
		if old != cleaned && cleaned != "" {
			pairs = append(pairs, jsonText(old), jsonText(cleaned))
		}
	}
	for _, id := range m.texts("SELECT id FROM identities") {
		source, number, _ := strings.Cut(id, ":")
		cleaned := link(number)
		if cleaned == number || cleaned == "" {
			continue
		}
		renamed := string(release.NewID(source, cleaned, "", release.Date{}))
		replace(id, renamed)
		for _, column := range []string{
			"identities.id", "identities.release_id", "releases.id", "revisions.release_id",
			"releases.shown_as", "word_index.release_id", "vector_index.release_id", "observations.release_id", "sightings.id", "troubles.id", "announcements.release_id",
		} {
			table, name, _ := strings.Cut(column, ".")
			m.exec("UPDATE OR IGNORE "+table+" SET "+name+" = ? WHERE "+name+" = ?", renamed, id)
		}
	}
	for _, column := range []string{"revisions.number", "revisions.url", "word_index.url", "sightings.number", "sightings.url"} {
		table, name, _ := strings.Cut(column, ".")
		for _, old := range m.texts("SELECT DISTINCT " + name + " FROM " + table) {
			if cleaned := link(old); cleaned != old {
				replace(old, cleaned)
				m.exec("UPDATE "+table+" SET "+name+" = ? WHERE "+name+" = ?", cleaned, old)
			}
		}
	}
	m.cleanAttachments(link)
	if len(pairs) > 0 {
		within := strings.NewReplacer(pairs...)
		for _, column := range []string{"deliveries.payload", "answers.answer"} {
			table, name, _ := strings.Cut(column, ".")
			for _, old := range m.texts("SELECT DISTINCT " + name + " FROM " + table) {
				if cleaned := within.Replace(old); cleaned != old {
					m.exec("UPDATE "+table+" SET "+name+" = ? WHERE "+name+" = ?", cleaned, old)
				}
			}
		}
	}
	m.rehash()
}

func (m *move) cleanAttachments(link func(string) string) {
	for _, old := range m.texts("SELECT DISTINCT attachments FROM revisions WHERE attachments <> ''") {
		var files []release.Attachment
		if json.Unmarshal([]byte(old), &files) != nil {
			continue
		}
		for i := range files {
			files[i].URL = link(files[i].URL)
		}
		cleaned, err := encodeAttachments(files)
		if err == nil && cleaned != old {
			m.exec("UPDATE revisions SET attachments = ? WHERE attachments = ?", cleaned, old)
		}
	}
}

// rehash brings the hashes of the texts up to date, in which their links are:
// else they would count as edited when the source shows them again.
func (m *move) rehash() {
	if m.err != nil {
		return
	}
	rows, err := m.tx.QueryContext(m.ctx, "SELECT "+recordColumns+" FROM releases r JOIN revisions v ON v.release_id = r.id")
	if err != nil {
		m.err = err
		return
	}
	records, err := scanAll(rows, scanRecord)
	m.err = err
	for _, rec := range records {
		if hash := rec.ContentHash(); hash != rec.Hash {
			m.exec("UPDATE revisions SET hash = ? WHERE hash = ?", hash, rec.Hash)
			m.exec("UPDATE sightings SET hash = ? WHERE hash = ?", hash, rec.Hash)
		}
	}
}

// jsonText is a text as it stands within JSON.
func jsonText(text string) string {
	encoded, _ := json.Marshal(text) // a string can always be encoded
	return string(encoded[1 : len(encoded)-1])
}
