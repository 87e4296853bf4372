package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"motirbot/release"
)

// maxDuplicates bounds what Duplicates returns: a feed may lead every item to one page.
const maxDuplicates = 20

// Duplicates returns the newest texts of stored releases that may be rel under
// another number or from another source: those that have its title and are
// dated at most so many days apart, and those that lead to its page. Withdrawn
// ones are among them: a ministry may take a release down and put it up again.
func (s *Store) Duplicates(ctx context.Context, rel release.Release, days int) ([]Record, error) {
	var keys []string
	for n := -days; n <= days; n++ {
		keys = append(keys, release.TitleKey(rel.Title, rel.Date.AddDays(n)))
	}
	wanted, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	var all []Record
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, currentRecords+`
			WHERE r.id IN (
				SELECT id FROM releases WHERE title_key IN (SELECT value FROM json_each(?1))
				UNION SELECT release_id FROM revisions WHERE url = ?2 AND url <> '')
			ORDER BY r.first_seen, r.id LIMIT ?3`, string(wanted), rel.URL, maxDuplicates)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanRecord)
		return err
	})
	return all, err
}

// Join makes rel's ID another name of a stored release: PutReleases of rel is
// then a revision of that one. It changes nothing where rel's ID is taken.
func (s *Store) Join(ctx context.Context, rel release.Release, id release.ID) error {
	return s.write(ctx, func(tx *sql.Tx) error { return putIdentity(ctx, tx, rel, id) })
}
