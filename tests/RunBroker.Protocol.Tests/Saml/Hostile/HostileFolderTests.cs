using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Hostile;

/// <summary>What anybody gets who points the catalogue at a service provider of theirs.</summary>
public sealed class HostileFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hostile-saml-");

    [Fact]
    public async Task The_folder_has_every_message_what_it_was_made_from_and_an_index_of_them()
    {
        await HostileFolder.Write(HostileReceiver.Ground, folder.FullName);

        var index = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "index.json"), TestContext.Current.CancellationToken));
        var rows = index?["messages"]?.AsArray() ?? [];
        Assert.Equal(HostileMessages.All.Length, rows.Count);
        Assert.Equal(HostileReceiver.Ground.Parties.AcsUrl, (string?)index?["acs_url"]);
        Assert.All(rows, row =>
        {
            var file = (string?)row?["file"] ?? "";
            Assert.True(File.Exists(Path.Combine(folder.FullName, file)), file);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "unbroken", file)), file);
            Assert.All(["name", "attack", "reason", "how"], field => Assert.NotEmpty((string?)row?[field] ?? ""));
        });
        Assert.Equal("assertion", (string?)rows.Single(r => (string?)r?["name"] == "required-assertion")?["setting"]?["require_signed"]);
    }

    [Fact]
    public void What_is_read_back_from_the_folder_is_still_what_it_was()
    {
        var message = HostileMessages.All.Single(m => m.Name == "xsw-1");
        var file = Path.Combine(folder.FullName, HostileFolder.FileOf(message));
        File.WriteAllBytes(file, message.Make(HostileReceiver.Ground));
        Assert.Contains(message.Reason, HostileReceiver.Receive(message, File.ReadAllBytes(file)));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
