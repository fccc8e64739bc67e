package main

import (
	"context"
	"os"

	"github.com/spf13/pflag"
	"k8s.io/klog/v2"

	"github.com/cert-manager/cert-manager/internal/webhook"
	"github.com/cert-manager/cert-manager/pkg/webhook/options"
)

func runWebhook(ctx context.Context, args []string) error {
	cfg, err := options.NewWebhookConfiguration()
	if err != nil {
		return err
	}
	fs := pflag.NewFlagSet("webhook", pflag.ExitOnError)
	options.AddConfigFlags(fs, cfg)
	_ = fs.Parse(args)
	cfg.KubeConfig = os.Getenv("KUBECONFIG")
	srv, err := webhook.NewCertManagerWebhookServer(klog.Background(), *cfg)
	if err != nil {
		return err
	}
	return srv.Run(ctx)
}
