// Answers what Go's crypto/x509 says, for the comparison in ../against-go.ts.
//
// Standard input holds one JSON object on each line, standard output gets one line for each: how many valid chains there
// are, or the error.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"time"
)

type question struct {
	Leaf          string   `json:"leaf"`
	Intermediates []string `json:"intermediates"`
	Roots         []string `json:"roots"`
	Now           string   `json:"now"`
	Usages        []string `json:"usages"`
	Host          string   `json:"host"`
}

var usages = map[string]x509.ExtKeyUsage{
	"any":        x509.ExtKeyUsageAny,
	"serverAuth": x509.ExtKeyUsageServerAuth,
	"clientAuth": x509.ExtKeyUsageClientAuth,
}

func parse(text string) (*x509.Certificate, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, fmt.Errorf("no PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

func pool(texts []string) *x509.CertPool {
	certificates := x509.NewCertPool()
	for _, text := range texts {
		if certificate, err := parse(text); err == nil {
			certificates.AddCert(certificate)
		}
	}
	return certificates
}

func answer(q question) string {
	leaf, err := parse(q.Leaf)
	if err != nil {
		return err.Error()
	}
	now, err := time.Parse(time.RFC3339, q.Now)
	if err != nil {
		return err.Error()
	}
	options := x509.VerifyOptions{
		Roots:         pool(q.Roots),
		Intermediates: pool(q.Intermediates),
		CurrentTime:   now,
		DNSName:       q.Host,
	}
	for _, name := range q.Usages {
		options.KeyUsages = append(options.KeyUsages, usages[name])
	}
	chains, err := leaf.Verify(options)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(len(chains))
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		if err := out.Encode(answer(q)); err != nil {
			panic(err)
		}
	}
}
