using System.Text;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <param name="How">The mutations, in their order.</param>
internal sealed record Mutant(byte[] Octets, string How)
{
    /// <summary>One change in the tree, often; else up to five: in the tree, then in its text, then in its octets.</summary>
    public static Mutant Of(byte[] good, byte[] other, Dice dice)
    {
        var how = new List<string>();
        var octets = good;
        if (dice.OneIn(2))
            return new(InTree(octets, other, 1, dice, how), string.Join(", ", how));
        if (!dice.OneIn(6))
            octets = InTree(octets, other, 1 + dice.Below(3), dice, how);
        if (dice.OneIn(4))
        {
            var (name, change) = dice.Of(TextMutations.OnText);
            how.Add(name);
            octets = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(octets), Encoding.UTF8.GetString(other), dice));
        }

        if (how.Count == 0 || dice.OneIn(12))
        {
            var (name, change) = dice.Of(TextMutations.OnOctets);
            how.Add(name);
            octets = change(octets, dice);
        }

        return new(octets, string.Join(", ", how));
    }

    /// <summary>Changes the document itself; one that has lost its root is left at that.</summary>
    public static void Change(Scene scene, int times, List<string> how)
    {
        for (var i = 0; i < times && scene.Document.DocumentElement is not null; i++)
        {
            var (name, change) = scene.Dice.Of(TreeMutations.Rows);
            try
            {
                change(scene);
                how.Add(name);
            }
            catch (Exception)
            {
                // A change that this document does not allow, such as a root inside of itself, or a prefix without a namespace.
                how.Add(name + " (half)");
            }
        }
    }

    private static byte[] InTree(byte[] good, byte[] other, int times, Dice dice, List<string> how)
    {
        var scene = new Scene(TestXml.Parse(good), TestXml.Parse(other), dice);
        Change(scene, times, how);
        try
        {
            return TestXml.Bytes(scene.Document);
        }
        catch (Exception)
        {
            // A tree that has no text form.
            how.Add("(unwritable)");
            return good;
        }
    }
}
