using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>The names of the classes that networks tell apart.</summary>
public sealed class ClassNamesTests
{
    public static TheoryData<string> Names => [.. Backbone.All.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_named_network_knows_the_classes_of_imagenet(string name)
    {
        Backbone backbone = Backbone.Named(name);
        Assert.Equal(1000, backbone.ClassNames!.Count);
        Assert.Equal("tabby, tabby cat", backbone.ClassNames[281]);
        Assert.Equal("Egyptian cat", backbone.ClassNames[285]);
    }

    [Fact]
    public void Ids_are_those_of_wordnet_in_their_order()
    {
        Assert.Equal(1000, ImageNetClasses.Names.Count);
        Assert.Equal(1000, ImageNetClasses.WordNetIds.Distinct().Count());
        Assert.All(ImageNetClasses.WordNetIds, id => Assert.Matches("^n[0-9]{8}$", id));
        Assert.Equal(ImageNetClasses.WordNetIds.Order(StringComparer.Ordinal), ImageNetClasses.WordNetIds);
        Assert.Equal(("n01440764", "tench, Tinca tinca"), (ImageNetClasses.WordNetIds[0], ImageNetClasses.Names[0]));
        Assert.Equal(("n15075141", 999), (ImageNetClasses.WordNetIds[999], ImageNetClasses.Find("toilet tissue")));
    }

    [SkippableFact]
    public void Names_are_those_that_others_have()
    {
        Assert.Equal(File.ReadLines(SharedData.Require("models", "imagenet-labels", "imagenet_labels_1000.txt")), ImageNetClasses.Names);
        Assert.Equal(File.ReadLines(SharedData.Require("models", "imagenet-labels", "wnids_1000.txt")), ImageNetClasses.WordNetIds);
    }

    [Theory]
    [InlineData("tiger", 292)]
    [InlineData("Tiger", 292)]
    [InlineData("snow_leopard", 289)]
    [InlineData("snow-leopard", 289)]
    [InlineData("tabby cat", 281)]
    [InlineData("puma", 286)]
    [InlineData("Panthera leo", 291)]
    [InlineData("lion, king of beasts, Panthera leo", 291)]
    [InlineData("n02129604", 292)]
    [InlineData("292", 292)]
    [InlineData("0", 0)]
    // A class's whole name goes before one of the names of another.
    [InlineData("maillot", 638)]
    [InlineData("Egyptian cat", 285)]
    public void A_class_is_found_by_name_id_or_number(string text, int expected)
    {
        Assert.Equal(expected, ImageNetClasses.Find(text));
        Assert.Equal(expected, Backbone.SqueezeNet11.FindClass(text));
    }

    [Theory]
    [InlineData("lions", "'lions' is none of the 1000 classes", "'lion'")]
    [InlineData("1000", "allowed: a class's name, its WordNet id, or its number, 0 to 999")]
    [InlineData("-1", "none of the 1000 classes")]
    [InlineData("n00000000", "none of the 1000 classes")]
    [InlineData("crane", "the name of 2 classes, 134 ('crane'), 517 ('crane')", "WordNet id")]
    [InlineData("catamount", "286 ('cougar, puma, catamount", "287 ('lynx, catamount')")]
    public void What_is_no_class_or_several_is_refused_with_what_may_be_meant(string text, params string[] parts)
    {
        string message = Assert.Throws<ArgumentException>(() => ImageNetClasses.Find(text)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_s_network_isn_t_taken_for_one_of_imagenet()
    {
        OnnxNetwork thousand = NetworkBuilder.Image(8, 8, 3, seed: 1).GlobalAveragePool().Dense(1000).Build();
        Backbone backbone = Backbone.FromNetwork("mine", thousand);
        Assert.Null(backbone.ClassNames);
        Assert.Contains(
            nameof(Backbone.WithClassNames),
            Assert.Throws<InvalidOperationException>(() => backbone.FindClass("tiger")).Message,
            StringComparison.Ordinal
        );

        Backbone named = backbone.WithClassNames(ImageNetClasses.Names);
        Assert.Equal(292, named.FindClass("n02129604"));
        Assert.Equal(("mine", thousand), (named.Name, named.Network));
    }

    [Theory]
    [InlineData("classes", """["ant", "bee"]""", 2, "ant", "bee")]
    [InlineData("names", "{0: 'ant', 1: 'bee'}", 2, "ant", "bee")]
    [InlineData("labels", "ant\nbee", 2, "ant", "bee")]
    [InlineData("labels", "ant\nbee", 3)]
    [InlineData("classes", """["ant", null]""", 2)]
    [InlineData("classes", """["ant", 2]""", 2)]
    public void Names_that_a_file_lists_are_its_classes_where_their_number_fits(string key, string note, int outputs, params string[] names)
    {
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 3, seed: 1).GlobalAveragePool().Dense(outputs).Build().WithMetadata(key, note);
        Assert.Equal(names.Length == 0 ? null : names, Backbone.FromNetwork("noted", network).ClassNames);
    }

    [Fact]
    public void Names_are_checked()
    {
        Backbone backbone = Backbone.SqueezeNet11;
        Assert.Contains("no names", Assert.Throws<ArgumentException>(() => backbone.WithClassNames([])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "class 1 is empty",
            Assert.Throws<ArgumentException>(() => backbone.WithClassNames(["a", " "])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_record_of_one_s_own_has_its_own_names()
    {
        BackboneRecord record = Backbone.SqueezeNet11.Record! with { ClassNames = ["ant", "bee"] };
        Assert.Equal(["ant", "bee"], Backbone.FromRecord(record).ClassNames);
        Assert.Null(Backbone.FromRecord(record with { ClassNames = null }).ClassNames);
        Assert.Equal(record, Backbone.FromRecord(record).WithClassNames(["x", "y"]).Record);
    }
}
