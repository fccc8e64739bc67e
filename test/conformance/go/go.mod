module kubectl-pki/test/conformance

go 1.24
