-- +goose Up

-- Who published releases, once for all that are theirs. A release without an
-- issuer here has one that no source has named.
CREATE TABLE issuers (
    label TEXT NOT NULL PRIMARY KEY,       -- the short name, else the full one
    data  TEXT NOT NULL                    -- JSON object: release.Issuer
) STRICT;

ALTER TABLE releases ADD COLUMN issuer TEXT NOT NULL DEFAULT '';

-- What is stored so far was published by the one ministry that motirbot knew.
INSERT INTO issuers (label, data) VALUES ('MOTIR',
    '{"name":"Ministry of Trade, Industry and Resources","short":"MOTIR","ko":"산업통상부","country":"KR","zone":"Asia/Seoul","language":"en","licence":"KOGL Type 1","aliases":["MOTIE","Ministry of Trade, Industry and Energy"]}');
UPDATE releases SET issuer = 'MOTIR';
