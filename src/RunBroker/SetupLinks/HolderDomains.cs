using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.Storage;

namespace RunBroker.SetupLinks;

/// <summary>The holder's domains: those that the link has added, and none that the tenant has otherwise.</summary>
internal sealed class HolderDomains(Db db, DomainAdmin domains, TimeProvider time)
{
    public async Task<ImmutableArray<DomainResource>> All(SetupCall call)
    {
        var found = ImmutableArray.CreateBuilder<DomainResource>(call.Domains.Length);
        foreach (var name in call.Domains)
        {
            if (await domains.Get(call.Tenant.Id, name, call.Stop) is AdminResult<Versioned<DomainResource>>.Done { Value.Resource: var domain })
                found.Add(domain);
        }

        return found.ToImmutable();
    }

    /// <summary>One that the tenant has already is refused: it is not the link's.</summary>
    public Task<AdminResult<Versioned<DomainResource>>> Add(SetupCall call, string name) =>
        domains.Create(call.Caller, call.Tenant.Id, new() { ["domain"] = name }, (tx, added) =>
            SetupLinkStore.AddDomain(tx, call.Tenant.Id, call.Link.Id, added, Limits.TenantSetupDomains, time.GetUtcNow()), call.Stop);

    public async Task<AdminResult<Versioned<DomainResource>>> Check(SetupCall call, string name) =>
        call.Domains.Contains(name, StringComparer.Ordinal) ? await domains.Verify(call.Caller, call.Tenant.Id, name, call.Stop) : Problem.NotFound;

    /// <summary>A slip of the pen; one that is proved leads people already.</summary>
    public async Task<AdminResult<bool>> Drop(SetupCall call, string name)
    {
        if (!call.Domains.Contains(name, StringComparer.Ordinal)
            || await domains.Get(call.Tenant.Id, name, call.Stop) is not AdminResult<Versioned<DomainResource>>.Done { Value: { Resource.Verified: false } found })
            return Problem.NotFound;
        var dropped = await domains.Delete(call.Caller, call.Tenant.Id, name, ApiAnswer.EtagOf(found), call.Stop);
        if (dropped is AdminResult<bool>.Done)
            await db.Write(tx => SetupLinkStore.DropDomain(tx, call.Link.Id, name), call.Stop);
        return dropped;
    }
}
