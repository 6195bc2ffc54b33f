using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Cases;
using RunBroker.Claims;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Upstream;

namespace RunBroker.SignIns;

/// <summary>
/// One thing that happened in a sign-in; wanted and got where it was a check. Holds no secret; what may be about the person is marked
/// (<see cref="Personal"/>).
/// </summary>
/// <param name="Target">Of a mapping: the field, tag or role; <paramref name="Wanted"/> is then the claim, and <paramref name="Got"/> what became of it.</param>
internal sealed record CaseStep(
    DateTimeOffset At, string Name, string Outcome, string? Detail, string? Spec, string? Wanted, string? Got, string? Target = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<CaseStep>))]
internal sealed partial class CaseJson : JsonSerializerContext;

/// <summary>What is noted down of a sign-in while it goes on; stored with the outcome, in the transaction of the outcome.</summary>
internal sealed class CaseFile
{
    private static readonly ImmutableArray<string> AboutPerson =
        ["upstream.BadSubject", "upstream.UserInfoWrongSubject", "upstream.MixedValue", "upstream.BadNameId"];

    private readonly TimeProvider time;
    /// <summary>As it was found; what is noted since is put behind it, and nothing of it is read for that.</summary>
    private readonly SignInCase found;
    private readonly List<CaseStep> steps = [];
    private SecretBox? box;

    private CaseFile(TimeProvider time, SignInCase row) => (this.time, found, Row) = (time, row, row);

    /// <summary>As it was last stored, with what is known since.</summary>
    public SignInCase Row { get; private set; }

    public string Id => Row.Id;

    public string CaseId => Row.CaseId;

    /// <summary>What was sent and what came back since. A case that nobody seals (<see cref="SealedBy"/>) keeps none of it.</summary>
    public CaseRecord Record { get; } = new();

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<CaseStep> Steps => [.. JsonSerializer.Deserialize(found.Steps, CaseJson.Default.ListCaseStep) ?? [], .. steps];

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
        return new CaseFile(time, row);
    }

    public static CaseFile Continue(TimeProvider time, SignInCase row) => new(time, row);

    public void About(TenantId? tenant = null, string? connection = null, string? user = null, string? session = null) => Row = Row with
    {
        TenantId = tenant ?? Row.TenantId,
        ConnectionId = connection ?? Row.ConnectionId,
        UserId = user ?? Row.UserId,
        SessionId = session ?? Row.SessionId,
    };

    /// <summary>A dry run's: it counts for nobody's statistics.</summary>
    public CaseFile OfTest(string? test)
    {
        Row = Row with { TestId = test };
        return this;
    }

    /// <summary>Before anything is added to a case that was stored before.</summary>
    public CaseFile SealedBy(SecretBox with)
    {
        box = with;
        return this;
    }

    /// <summary>Null: none was kept, or the master key that sealed it is gone.</summary>
    public static CaseRecord? Opened(SignInCase row, SecretBox? box) => SealedRecord.Open(row.Record, Place(row.Id), box);

    public void Sent(string kind, DecodedMessage message) => Record.Sent(Now, kind, message);

    public void Received(string kind, DecodedMessage message) => Record.Received(Now, kind, message);

    /// <summary>Anybody can send these: little is kept, so that nobody fills the database with them (O-126).</summary>
    public void ReceivedUnasked(string kind, DecodedMessage message) => Record.Received(Now, kind, message.Short());

    public void Passed(string name, string? detail = null) => steps.Add(new(Now, name, "passed", Cut(detail), null, null, null));

    /// <summary>A check that held.</summary>
    public void Checked(string name, string? wanted, string? got) => steps.Add(new(Now, name, "passed", null, null, Cut(wanted), Cut(got)));

    public void Mapped(MappingNote note) => steps.Add(new(Now, "mapping", "noted",
        Cut($"{note.Target}: {note.Says}{(note.Claim is null ? "" : $" ({note.Claim})")}"), null, Cut(note.Claim), note.Step.ToString(), Cut(note.Target)));

    public void Noted(string name, string? detail) => steps.Add(new(Now, name, "noted", Cut(detail), null, null, null));

    public void Failed(string name, string detail, string? spec, string? wanted = null, string? got = null) =>
        steps.Add(new(Now, name, "failed", Cut(detail), spec, Cut(wanted), Cut(got)));

    /// <summary>What the provider got wrong; of some checks what came is the person's own id.</summary>
    public void Failed(string name, UpstreamFault fault)
    {
        Failed(name, fault.Code, fault.Spec, Marked(fault.Wanted), Marked(fault.Got));

        string? Marked(string? text) => text is not null && AboutPerson.Contains(fault.Code) ? Personal.Mark(text) : text;
    }

    /// <summary>For a transaction that may run twice: what its first attempt noted is taken back by <see cref="BackTo"/>.</summary>
    public (int Steps, SignInCase Row) Mark => (steps.Count, Row);

    public void BackTo((int Steps, SignInCase Row) mark)
    {
        steps.RemoveRange(mark.Steps, steps.Count - mark.Steps);
        Row = mark.Row;
    }

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
            Steps = Behind(found.Steps, JsonSerializer.Serialize(steps, CaseJson.Default.ListCaseStep)),
            FinishedAt = state == "pending" ? null : time.GetUtcNow(),
            Record = box is not null && Record.Changed ? SealedRecord.Behind(found.Record, Record, Place(Row.Id), box) : found.Record,
        };
        // One statement for both: a transaction that was rolled back and runs again must not believe that the row is there.
        await SignInStore.SaveCase(tx, row);
        Row = row;
    }

    /// <summary>One JSON array of two.</summary>
    private static string Behind(string earlier, string added) =>
        earlier.Length <= 2 ? added : added.Length <= 2 ? earlier : $"{earlier.AsSpan(0, earlier.Length - 1)},{added.AsSpan(1)}";

    private static SecretPlace Place(string id) => new(null, "sign_in", id, "record");

    private static string? Cut(string? text) => text is { Length: > 500 } ? text[..500] + "…" : text;
}
