// Command cert-manager runs one cert-manager component (controller, webhook or cainjector) against KUBECONFIG.
//
// cert-manager's own mains live in nested modules without version tags, so they cannot be built as Go tools. This
// main wires the same packages; its module path lies under cert-manager's because Go's rule for internal packages
// asks for it. Left out: the Vault and Venafi issuers, the Gateway shims and the CertificateSigningRequest controllers.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"

	logf "github.com/cert-manager/cert-manager/pkg/logs"
)

// leaderElectionNamespace is the chart's default, global.leaderElection.namespace.
const leaderElectionNamespace = "kube-system"

func main() {
	klog.InitFlags(flag.CommandLine)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctrl.SetLogger(klog.Background())
	ctx = logf.NewContext(ctx, klog.Background())
	components := map[string]func(context.Context, []string) error{
		"controller": runController, "webhook": runWebhook, "cainjector": runCAInjector,
	}
	if len(os.Args) < 2 || components[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: cert-manager controller|webhook|cainjector [flags]")
		os.Exit(2)
	}
	if err := components[os.Args[1]](ctx, os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
