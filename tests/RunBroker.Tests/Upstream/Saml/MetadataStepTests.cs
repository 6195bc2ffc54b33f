using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Admin;
using RunBroker.Upstream.Saml;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>What each answer of a metadata address does to what is stored.</summary>
public sealed class MetadataStepTests
{
    private static readonly DateTimeOffset Now = IdpCertificates.Now;

    private static readonly IdpMetadata Known = new()
    {
        EntityId = "https://idp.example",
        SsoEndpoints = [new(SamlNames.RedirectBinding, "https://idp.example/sso")],
        SigningCertificates = [IdpCertificates.First],
        CacheDuration = TimeSpan.FromHours(6),
    };

    private static readonly SamlMetadataRow Stored = new()
    {
        TenantId = new TenantId("ten"),
        ConnectionId = "con",
        Source = SamlMetadataRow.Url,
        Address = "https://idp.example/metadata",
        Document = Encoding.UTF8.GetBytes("old"),
        FetchedAt = Now.AddDays(-1),
        Etag = "\"e1\"",
        Failures = 2,
        LastError = "x",
        Version = 7,
    };

    [Fact, Spec("IIP-MD02")]
    public void Not_modified_renews_the_time_and_keeps_the_rest()
    {
        var step = MetadataStep.Decide(Stored, Known, new MetadataAnswer.Same(null, null), Now);
        Assert.Equal(Stored with { FetchedAt = Now, Failures = 0, LastError = null, NextFetchAt = Now.AddHours(6) }, step.Row);
        Assert.Equal((false, false, null), (step.WritesDocuments, step.TrustChanged, step.News));
    }

    [Fact, Spec("S-123")]
    public void Not_modified_is_no_good_answer_once_the_metadata_has_run_out()
    {
        var step = MetadataStep.Decide(Stored with { ValidUntil = Now }, Known with { ValidUntil = Now }, new MetadataAnswer.Same(null, null), Now);
        Assert.Equal((3, Stored.FetchedAt), (step.Row.Failures, step.Row.FetchedAt));
        Assert.Equal("Expired", Assert.IsType<MetadataNews.Fails>(step.News).Problem.Code);
    }

    [Fact, Spec("S-123")]
    public void A_failure_keeps_the_document_and_tries_again_in_growing_pauses()
    {
        var failed = new MetadataAnswer.Failed([new("metadata_url", "Unreachable", "HTTP 200", "TimedOut", "Look.")]);
        var pauses = new List<TimeSpan>();
        var row = Stored with { Failures = 0 };
        for (var i = 0; i < 8; i++)
        {
            var step = MetadataStep.Decide(row, Known, failed, Now);
            Assert.Equal((i == 2, false, Stored.Document), (step.News is not null, step.TrustChanged, step.Row.Document));
            pauses.Add(step.Row.NextFetchAt!.Value - Now);
            row = step.Row;
        }

        Assert.Equal("Unreachable: TimedOut", row.LastError);
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)), (pauses[0], pauses[^1]));
    }

    [Fact, Spec("S-125")]
    public void Other_keys_from_an_address_without_tls_wait_for_an_admin()
    {
        var other = Document(Known with { SigningCertificates = [IdpCertificates.Second] });
        var waits = MetadataStep.Decide(Stored with { Address = "http://idp.example/metadata" }, Known, other, Now);
        Assert.Equal((Stored.Document, Now), (waits.Row.Document, waits.Row.PendingAt!.Value));
        Assert.Equal(["KeysFromElsewhere"], waits.Row.PendingReasons);
        Assert.Equal((true, false), (waits.WritesDocuments, waits.TrustChanged));
        Assert.IsType<MetadataNews.Waits>(waits.News);
        foreach (var address in new[] { "https://idp.example/metadata", "http://127.0.0.1:81/metadata" })
        {
            var taken = MetadataStep.Decide(Stored with { Address = address }, Known, other, Now);
            Assert.Equal((other.Octets, null, true), (taken.Row.Document, taken.Row.PendingDocument, taken.TrustChanged));
            Assert.IsType<MetadataNews.Changed>(taken.News);
        }
    }

    [Fact]
    public void A_document_signed_anew_each_day_that_says_the_same_is_stored_and_not_told()
    {
        var step = MetadataStep.Decide(Stored, Known, Document(Known with { ValidUntil = Now.AddDays(7) }), Now);
        Assert.Equal((Now.AddDays(7), true, true, null), (step.Row.ValidUntil, step.WritesDocuments, step.TrustChanged, step.News));
        var waiting = Stored with { PendingDocument = [1], PendingReasons = ["EntityIdChanged"], PendingAt = Now.AddDays(-2) };
        var moved = MetadataStep.Decide(waiting, Known, Document(Known with { EntityId = "https://moved.example" }), Now);
        Assert.Equal((null, Now.AddDays(-2)), (moved.News, moved.Row.PendingAt!.Value));
    }

    [Fact]
    public void The_first_document_is_taken_as_it_is()
    {
        var step = MetadataStep.Decide(Stored with { Document = null }, null, Document(Known), Now);
        Assert.Equal((true, null), (step.TrustChanged, step.News));
        Assert.Equal("\"e2\"", step.Row.Etag);
    }

    private static MetadataAnswer.Document Document(IdpMetadata idp) => new(Encoding.UTF8.GetBytes("new"), idp, "\"e2\"", null);
}
