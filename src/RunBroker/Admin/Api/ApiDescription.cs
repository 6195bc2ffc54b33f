using System.Text.Json;
using Microsoft.OpenApi;

namespace RunBroker.Admin.Api;

/// <summary>OpenAPI at <c>/openapi/v1.json</c>. Outside Development it needs a token (P-023): it is a map for attackers as well.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";

    public static void Add(IServiceCollection services)
    {
        // The schemas are made from the same options that answers are written with.
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = route => route.RelativePath?.StartsWith(ApiGroup.Root[1..], StringComparison.Ordinal) == true;
            options.AddSchemaTransformer((schema, context, _) =>
            {
                var marks = context.JsonPropertyInfo?.AttributeProvider;
                if (marks?.IsDefined(typeof(AnsweredAttribute), false) == true)
                    schema.ReadOnly = true;
                if (marks?.IsDefined(typeof(WriteOnlyAttribute), false) == true)
                    schema.WriteOnly = true;
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                Describe(operation, context.Description.RelativePath ?? "", context.Description.HttpMethod ?? "");
                return Task.CompletedTask;
            });
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = "RunBroker management API", Version = "1" };
                document.Components ??= new();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer };
                document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
                return Task.CompletedTask;
            });
        });
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var document = app.MapOpenApi("/openapi/{documentName}.json");
        if (!app.ServiceProvider.GetRequiredService<Settings>().Development)
            document.AddEndpointFilter(Guard);
    }

    private static async ValueTask<object?> Guard(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var tokens = http.RequestServices.GetRequiredService<ManagementTokens>();
        if (ApiDoor.BearerOf(http.Request) is not { } token)
            return ApiAnswer.Refuse(Problem.NoToken);
        return await tokens.Authenticate(token, http.RequestAborted) is null ? ApiAnswer.Refuse(Problem.BadToken) : await next(context);
    }

    // Handlers read these themselves, so the framework does not see them.
    private static void Describe(OpenApiOperation operation, string path, string method)
    {
        operation.Parameters ??= [];
        foreach (var name in path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}')))
            operation.Parameters.Add(Parameter(name, ParameterLocation.Path, required: true));
        if (method is "PATCH" or "DELETE")
            operation.Parameters.Add(Parameter("If-Match", ParameterLocation.Header));
        if (method == "POST" && operation.OperationId is not ("checkConnection" or "previewConnection"))
            operation.Parameters.Add(Parameter("Idempotency-Key", ParameterLocation.Header));
        if (operation.OperationId?.StartsWith("list", StringComparison.Ordinal) != true)
            return;
        foreach (var name in (ReadOnlySpan<string>)["limit", "cursor"])
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query));
        foreach (var name in Filters(operation.OperationId))
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query));
    }

    private static string[] Filters(string operation) => operation switch
    {
        "listUsers" => ["tag", "email"],
        "listConnections" => ["archived"],
        "listSignIns" => ["state", "connection_id", "user_id", "error", "case_id"],
        "listEvents" or "listEventsOfTenant" => ["type"],
        _ => [],
    };

    private static OpenApiParameter Parameter(string name, ParameterLocation place, bool required = false) => new()
    {
        Name = name,
        In = place,
        Required = required,
        Schema = new OpenApiSchema { Type = name == "limit" ? JsonSchemaType.Integer : JsonSchemaType.String },
    };
}
