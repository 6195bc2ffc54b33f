using System.Collections.Immutable;
using System.Text.Json;
using RunBroker.Admin.Api;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

internal sealed record SignInError(string Code);

internal sealed record SignInStep(DateTime At, string Name, string Outcome, string? Detail, string? Spec, string? Wanted, string? Got);

/// <summary>The case file of one sign-in attempt.</summary>
internal sealed record SignInResource
{
    public required string Id { get; init; }
    /// <summary>The number on the person's page.</summary>
    public required string CaseId { get; init; }
    /// <summary>pending, succeeded or failed.</summary>
    public required string State { get; init; }
    public string? ConnectionId { get; init; }
    public string? ClientId { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    public SignInError? Error { get; init; }
    public ImmutableArray<SignInStep> Steps { get; init; } = [];
    public DateTime CreatedAt { get; init; }
    public DateTime? FinishedAt { get; init; }
}

internal sealed record EventResource
{
    public required string Id { get; init; }
    public required string Type { get; init; }
    public string? TenantId { get; init; }
    public required string Actor { get; init; }
    public string? TargetType { get; init; }
    public string? TargetId { get; init; }
    public required JsonElement Data { get; init; }
    public string? Ip { get; init; }
    public DateTime CreatedAt { get; init; }
}

/// <summary>What is read and never written from outside: case files and the audit log, newest first.</summary>
internal sealed class LogAdmin(Db db)
{
    public Task<Page<SignInResource>> SignIns(TenantId tenant, PageAsk page, CancellationToken stop) =>
        db.Read(async tx => page.Cut(await SignInStore.PageCases(tx, tenant, page.After, page.Take), c => c.Id, Show), stop);

    /// <param name="id">sin_…, or the case id as a person types it.</param>
    public Task<AdminResult<Versioned<SignInResource>>> SignIn(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<SignInResource>>>(
            async tx => await SignInStore.FindCase(tx, tenant, Storage.Secrets.CaseId.Read(id) ?? id) is { } row
                ? new Versioned<SignInResource>(Show(row))
                : Problem.NotFound, stop);

    /// <param name="tenant">Null: all of the installation.</param>
    public Task<Page<EventResource>> Events(TenantId? tenant, string? type, PageAsk page, CancellationToken stop) =>
        db.Read(async tx => page.Cut(await EventStore.Page(tx, tenant, type, page.After, page.Take), e => e.Id, Show), stop);

    private static SignInResource Show(SignInCase row) => new()
    {
        Id = row.Id,
        CaseId = row.CaseId,
        State = row.State,
        ConnectionId = row.ConnectionId,
        ClientId = row.ClientId,
        UserId = row.UserId,
        SessionId = row.SessionId,
        Error = row.Error is { } code ? new(code) : null,
        Steps = [.. (JsonSerializer.Deserialize(row.Steps, CaseJson.Default.ListCaseStep) ?? [])
            .Select(s => new SignInStep(s.At.UtcDateTime, s.Name, s.Outcome, s.Detail, s.Spec, s.Wanted, s.Got))],
        CreatedAt = row.CreatedAt.UtcDateTime,
        FinishedAt = row.FinishedAt?.UtcDateTime,
    };

    private static EventResource Show(AuditEvent row) => new()
    {
        Id = row.Id,
        Type = row.Type,
        TenantId = row.TenantId?.Value,
        Actor = row.Actor,
        TargetType = row.TargetType,
        TargetId = row.TargetId,
        Data = JsonElement.Parse(row.Data),
        Ip = row.Ip,
        CreatedAt = row.CreatedAt.UtcDateTime,
    };
}
