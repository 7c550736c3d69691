module clusterops/e2e/flux-source-controller

go 1.26.0

// Not to be tidied: what the tests of the module need is not published.
require github.com/fluxcd/source-controller v1.9.3

replace github.com/fluxcd/source-controller/api => github.com/fluxcd/source-controller/api v1.9.3

replace github.com/opencontainers/go-digest => github.com/opencontainers/go-digest v1.0.1-0.20220411205349-bde1400a84be
