using System.Text.Json.Nodes;

namespace RunBroker.Tests.Admin;

public sealed class OpenApiTests
{
    [Fact, Spec("P-023")]
    public async Task Outside_development_it_needs_a_token()
    {
        await using var host = await AdminHost.Start();
        Assert.Equal(401, (await host.Get("//openapi/v1.json", null)).Status);
        Assert.Equal(401, (await host.Get("//openapi/v1.json", "wrong")).Status);
        Assert.Equal(200, (await host.Get("//openapi/v1.json")).Status);
        await using var development = await AdminHost.Start(development: true);
        Assert.Equal(200, (await development.Get("//openapi/v1.json", null)).Status);
    }

    [Fact]
    public async Task It_lists_every_route_with_its_path_parameters_and_nothing_else()
    {
        await using var host = await AdminHost.Start();
        var document = (await host.Get("//openapi/v1.json")).Json;
        Assert.StartsWith("3.", (string)document["openapi"]!, StringComparison.Ordinal);
        var listed = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}"));
        var routed = host.Endpoints.Select(e =>
            $"{e.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText}");
        Assert.Equal(routed.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (_, operation) in item!.AsObject())
            {
                var parameters = operation!["parameters"]?.AsArray().Where(p =>
                    (string)p!["in"]! == "path").Select(p => $"{{{(string)p!["name"]!}}}") ?? [];
                Assert.Equal(path.Split('/').Where(p => p.StartsWith('{')), parameters);
            }
        }
    }

    [Fact]
    public async Task Its_schemas_are_the_resources_in_snake_case_with_read_only_and_write_only_members()
    {
        await using var host = await AdminHost.Start();
        var schemas = (await host.Get("//openapi/v1.json")).Json["components"]!["schemas"]!;
        var connection = schemas["ConnectionResource"]!["properties"]!;
        Assert.True((bool)connection["client_secret"]!["writeOnly"]!);
        Assert.True((bool)connection["login_url"]!["readOnly"]!);
        Assert.Null(connection["issuer_url"]!["readOnly"]);
        Assert.NotNull(schemas["ClientResource"]!["properties"]!["token_endpoint_auth_method"]);

        // What is answered and what is described are the same members.
        await host.Tenant("acme");
        var made = await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "C", ["protocol"] = "oidc" });
        Assert.All(made.Json.AsObject(), member => Assert.NotNull(connection[member.Key]));
        var saml = await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "C", ["protocol"] = "saml" });
        Assert.All(saml.Json.AsObject(), member => Assert.NotNull(connection[member.Key]));
        Assert.True((bool)connection["metadata_xml"]!["writeOnly"]!);
        Assert.True((bool)connection["sp_certificates"]!["readOnly"]!);
        Assert.Null(connection["metadata_url"]!["readOnly"]);
        Assert.Empty(made.Json.AsObject().Select(m => m.Key).Intersect(saml.Json.AsObject().Select(m => m.Key)).Intersect(["metadata_url", "client_id"]));
    }
}
