#!/usr/bin/env bash
# Makes what is released, in the folder given: an archive for each system, with
# man pages and shell completions; a list of what each binary is made of
# (CycloneDX); Debian packages; checksums. The same commit gives the same bytes.
#
#   deploy/release.sh VERSION FOLDER [SYSTEM/ARCHITECTURE…]
#
# Needs Go, GNU tar, gzip and zip; the other tools are fetched by Go.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$1 out=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
targets=("$@")
if ((${#targets[@]} == 0)); then
  targets=({linux,darwin,windows}/{amd64,arm64})
fi
nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2
cyclonedx=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

umask 022
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC CGO_ENABLED=0 GOFLAGS=-trimpath
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
rm -f "$out"/motirbot_* "$out"/SHA256SUMS
# What is committed, and no more.
mkdir "$stage/source"
git archive HEAD | tar -x -C "$stage/source"
cd "$stage/source"

build() { # OS ARCH FILE
  GOOS=$1 GOARCH=$2 go build -buildvcs=false -ldflags "-s -w -X main.released=$version" -o "$3" ./cmd/motirbot
}

# What is the same in every archive.
common=$stage/common
mkdir -p "$common"/{man,completions}
build "$(go env GOHOSTOS)" "$(go env GOHOSTARCH)" "$stage/motirbot"
"$stage/motirbot" man "$common/man"
gzip -n9 "$common"/man/*
"$stage/motirbot" completion bash >"$common/completions/motirbot.bash"
"$stage/motirbot" completion zsh >"$common/completions/_motirbot"
"$stage/motirbot" completion fish >"$common/completions/motirbot.fish"
# An index where the service looks for it.
sed 's|^MOTIRBOT_DB=$|MOTIRBOT_DB=/var/lib/motirbot/motirbot.db|' .env.example >"$stage/config.env"
cp -R LICENSE README.md CHANGELOG.md .env.example docs deploy "$common"

for target in "${targets[@]}"; do
  os=${target%/*} arch=${target#*/} suffix=
  name=motirbot_${version}_${os}_${arch}
  [[ $os != windows ]] || suffix=.exe
  cp -R "$common" "$stage/$name"
  build "$os" "$arch" "$stage/$name/motirbot$suffix"
  go run "$cyclonedx" bin -json -std -noserial -notimestamp -version "$version" \
    -output "$out/$name.cdx.json" "$stage/$name/motirbot$suffix" 2>"$stage/log" || { cat "$stage/log" >&2; exit 1; }
  find "$stage/$name" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  if [[ $os == windows ]]; then
    (cd "$stage" && find "$name" | sort | zip -q -9 -X -@ "$out/$name.zip")
  else
    tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --format=ustar -cf - "$name" | gzip -n9 >"$out/$name.tar.gz"
  fi
  if [[ $os == linux ]]; then
    (cd "$stage/$name" && ARCH=$arch VERSION=$version CONFIG=$stage/config.env go run "$nfpm" package -p deb -f deploy/nfpm.yaml -t "$out/${name}.deb" >/dev/null)
  fi
done
(cd "$out" && sha256sum motirbot_* >SHA256SUMS && cat SHA256SUMS)
