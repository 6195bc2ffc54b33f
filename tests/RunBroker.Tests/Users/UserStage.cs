using System.Collections.Immutable;
using RunBroker.Claims;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Users;

/// <summary>What the tests of users ask again and again.</summary>
internal static class UserStage
{
    public static async Task<User> OnlyUser(this Stage stage) => Assert.Single(await stage.Users());

    public static ImmutableArray<RunBroker.Claims.UserTag> Tags(this User user) => StoredTags.Read(user.Tags);

    public static string? Tag(this User user, string key) => user.Tags().FirstOrDefault(t => t.Key == key)?.Value;

    /// <summary>As an admin would edit the user.</summary>
    public static async Task Edit(this Stage stage, Func<User, User> edit)
    {
        var user = await stage.OnlyUser();
        var after = edit(user) with { Version = user.Version + 1 };
        Assert.True(await stage.Db.Write(
            async tx =>
            {
                var done = await UserStore.Update(tx, after, user.Version);
                await UserStore.SetTags(tx, stage.Tenant.Id, user.Id, [.. after.Tags().Select(t => new RunBroker.Storage.Model.UserTag(t.Key, t.Value))]);
                return done;
            },
            CancellationToken.None));
    }

    public static Task<bool> Change(this Stage stage, Func<Tenant, Tenant> edit) => stage.Db.Write(
        async tx =>
        {
            var row = (await TenantStore.Find(tx, stage.Tenant.Id))!;
            return await TenantStore.Update(tx, edit(row) with { Version = row.Version + 1 }, row.Version);
        },
        CancellationToken.None);

    public static RunBroker.Claims.UserTag ByHand(string key, string value) => new(key, value, TagOrigin.Manual);
}
