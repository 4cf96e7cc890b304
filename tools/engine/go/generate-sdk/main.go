// Writes the SDK of a language from the plugin's schema, with Pulumi's own generators.
//
//	generate-sdk LANGUAGE SCHEMA FOLDER
package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: generate-sdk LANGUAGE SCHEMA FOLDER")
	}
	language, file, folder := args[0], args[1], args[2]
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return fmt.Errorf("reading the schema: %w", err)
	}
	pkg, diagnostics, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	if err != nil {
		return fmt.Errorf("binding the schema: %w", err)
	}
	if diagnostics.HasErrors() {
		return fmt.Errorf("the schema is wrong: %w", diagnostics)
	}
	files, err := generate(language, pkg)
	if err != nil {
		return fmt.Errorf("generating the SDK for %s: %w", language, err)
	}
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func generate(language string, pkg *schema.Package) (map[string][]byte, error) {
	switch language {
	case "python":
		return python.GeneratePackage(tool, pkg, nil, nil)
	case "nodejs":
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	case "go":
		return gogen.GeneratePackage(tool, pkg, nil)
	case "dotnet":
		return generateDotnet(pkg)
	default:
		return nil, fmt.Errorf("known languages: python, nodejs, go, dotnet")
	}
}

// Every package for .NET has an icon, and the generator fetches it: Pulumi's from the internet, where the schema names none. It is
// given an empty one from here, so that a machine without the internet can generate too.
func generateDotnet(pkg *schema.Package) (map[string][]byte, error) {
	if pkg.LogoURL == "" {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		icon := image.NewNRGBA(image.Rect(0, 0, 64, 64))
		go http.Serve(listener, http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			_ = png.Encode(answer, icon)
		}))
		pkg.LogoURL = "http://" + listener.Addr().String()
	}
	return dotnet.GeneratePackage(tool, pkg, nil, nil)
}
