using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RunBroker.Http;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Http;

public sealed class LateBindingTests
{
    [Fact]
    public async Task Every_endpoint_can_be_bound_though_none_is_before_its_first_request()
    {
        await using var broker = await TestBroker.Start();
        var late = broker.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<LateHandler>()).OfType<LateHandler>().ToArray();
        Assert.True(late.Length > 200, $"{late.Length} endpoints");
        Assert.All(late, handler => Assert.NotNull(handler.Bind()));
    }

    [Fact]
    public async Task A_parameter_from_nowhere_is_refused_when_its_endpoint_is_bound()
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();
        app.Get("/nowhere", (IDisposable unknown) => unknown.ToString());
        var endpoint = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).Single();
        Assert.Throws<InvalidOperationException>(() => endpoint.Metadata.GetMetadata<LateHandler>()!.Bind());
    }
}
