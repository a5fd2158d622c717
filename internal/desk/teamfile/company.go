package teamfile

import "context"

const companiesFolder = "companies"

func (s *Service) followCompanies(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
func (s *Service) readCompanies(ctx context.Context) error   { return nil }
