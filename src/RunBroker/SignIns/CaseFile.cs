using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.SignIns;

/// <summary>One thing that happened in a sign-in; wanted and got where it was a check. Holds no secret and no claim value.</summary>
internal sealed record CaseStep(DateTimeOffset At, string Name, string Outcome, string? Detail, string? Spec, string? Wanted, string? Got);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<CaseStep>))]
internal sealed partial class CaseJson : JsonSerializerContext;

/// <summary>What is noted down of a sign-in while it goes on; stored with the outcome, in the transaction of the outcome.</summary>
internal sealed class CaseFile
{
    private readonly TimeProvider time;
    private readonly List<CaseStep> steps;

    private CaseFile(TimeProvider time, SignInCase row, List<CaseStep> steps) => (this.time, Row, this.steps) = (time, row, steps);

    /// <summary>As it was last stored, with what is known since.</summary>
    public SignInCase Row { get; private set; }

    public string Id => Row.Id;

    public string CaseId => Row.CaseId;

    public static CaseFile Open(TimeProvider time, string? clientId)
    {
        var now = time.GetUtcNow();
        var row = new SignInCase
        {
            Id = Ids.New("sin_", now),
            CaseId = Storage.Secrets.CaseId.New(),
            ClientId = clientId,
            State = "pending",
            Steps = "[]",
            CreatedAt = now,
        };
        return new CaseFile(time, row, []);
    }

    public static CaseFile Continue(TimeProvider time, SignInCase row) =>
        new(time, row, JsonSerializer.Deserialize(row.Steps, CaseJson.Default.ListCaseStep) ?? []);

    public void About(TenantId? tenant = null, string? connection = null, string? user = null, string? session = null) => Row = Row with
    {
        TenantId = tenant ?? Row.TenantId,
        ConnectionId = connection ?? Row.ConnectionId,
        UserId = user ?? Row.UserId,
        SessionId = session ?? Row.SessionId,
    };

    public void Passed(string name, string? detail = null) => steps.Add(new(time.GetUtcNow(), name, "passed", Cut(detail), null, null, null));

    public void Noted(string name, string? detail) => steps.Add(new(time.GetUtcNow(), name, "noted", Cut(detail), null, null, null));

    public void Failed(string name, string detail, string? spec, string? wanted = null, string? got = null) =>
        steps.Add(new(time.GetUtcNow(), name, "failed", Cut(detail), spec, Cut(wanted), Cut(got)));

    /// <summary>For a transaction that may run twice: what its first attempt noted is taken back by <see cref="BackTo"/>.</summary>
    public int Mark => steps.Count;

    public void BackTo(int mark) => steps.RemoveRange(mark, steps.Count - mark);

    public Task Save(Tx tx) => Store(tx, "pending", null);

    public Task Succeed(Tx tx) => Store(tx, "succeeded", null);

    /// <param name="code">A stable reason code.</param>
    public Task Fail(Tx tx, string code) => Store(tx, "failed", code);

    private async Task Store(Tx tx, string state, string? error)
    {
        var row = Row with
        {
            State = state,
            Error = error,
            Steps = JsonSerializer.Serialize(steps, CaseJson.Default.ListCaseStep),
            FinishedAt = state == "pending" ? null : time.GetUtcNow(),
        };
        // One statement for both: a transaction that was rolled back and runs again must not believe that the row is there.
        await SignInStore.SaveCase(tx, row);
        Row = row;
    }

    private static string? Cut(string? text) => text is { Length: > 500 } ? text[..500] + "…" : text;
}
