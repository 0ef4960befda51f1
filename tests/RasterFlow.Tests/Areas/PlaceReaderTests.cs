using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Areas.Places;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Areas;

/// <summary>Areas by name. Expected areas: US Census Bureau (land and water of state and county), INSEE for France.</summary>
public sealed class PlaceReaderTests
{
    private const double SquareMile = 2.589988;

    [Theory]
    [InlineData("us/ks/Haskell County", 577.8 * SquareMile, -100.87, 37.56)]
    [InlineData("us/ks", 82_278 * SquareMile, -98.35, 38.5)]
    [InlineData("us/la/Orleans Parish", 349.8 * SquareMile, -89.93, 30.05)]
    [InlineData("fr", 543_940, 2.35, 48.86)]
    [InlineData("lu", 2_586, 6.13, 49.6)]
    [InlineData("ls", 30_355, 28.2, -29.6)]
    public void Outline_KnownPlaces_HaveTheirAreaAndPosition(string name, double squareKilometres, double longitude, double latitude)
    {
        Geometry outline = PlaceReader.Outline(name);

        GeodesicArea.SquareKilometres(outline).ShouldBe(squareKilometres, squareKilometres * 0.02);
        outline.Contains(new Point(longitude, latitude)).ShouldBeTrue();
    }

    [SkippableFact]
    public void Outline_HaskellCounty_IsThatOfTheCensus()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        byte[] content = File.ReadAllBytes(Path.Combine(Repository.RealData!, "places", "haskell-county-ks.geojson"));
        Geometry census = AreaReader.FromBytes(content, "county.geojson").Geometry;

        Geometry outline = PlaceReader.Outline("us/ks/Haskell County");

        outline.SymmetricDifference(census).Area.ShouldBeLessThan(census.Area * 0.02);
    }

    [Theory]
    [InlineData("us/ks/haskell")]
    [InlineData("US/KS/HASKELL COUNTY")]
    [InlineData("us/Kansas/Haskell County/")]
    [InlineData("us/20/081")]
    [InlineData("us/ks/20081")]
    [InlineData("us/20081")]
    public void Outline_EachSpelling_IsTheSamePlace(string name) =>
        PlaceReader.Outline(name).EqualsExact(PlaceReader.Outline("us/ks/Haskell County")).ShouldBeTrue();

    /// <summary>With a pattern that backtracks the first of these takes years, with names compared letter by letter the second seconds.</summary>
    [Theory]
    [InlineData("/a", 2_000, "\nb")]
    [InlineData("/ks/", 1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("/ks", 100_000, "")]
    public async Task Parse_LongName_IsRefusedAtOnce(string part, int times, string end)
    {
        Task<AreaProblemException> parse = Task.Run(() => Should.Throw<AreaProblemException>(() => AreaReader.Parse("us" + string.Concat(Enumerable.Repeat(part, times)) + end)));

        AreaProblemException refusal = await parse.WaitAsync(TimeSpan.FromSeconds(20));
        refusal.Message.ShouldContain("so long a name");
        refusal.Message.Length.ShouldBeLessThan(400);
    }

    [Theory]
    [InlineData("us/nm/Dona Ana", "us/nm/Doña Ana County")]
    [InlineData("us/mo/St Charles", "us/mo/Saint Charles County")]
    [InlineData("us/ny/st. lawrence", "us/ny/St. Lawrence")]
    [InlineData("us/pr/Mayaguez", "us/pr/Mayagüez Municipio")]
    [InlineData("us/md/Prince Georges County", "us/md/Prince George's")]
    [InlineData("us/va/charles city", "us/va/Charles City County")]
    [InlineData("us/va/Richmond city", "us/51760")]
    [InlineData("us/va/Richmond County", "us/51159")]
    [InlineData("us/nv/Carson City", "us/32510")]
    [InlineData("uk", "gb")]
    public void Outline_SpellingVariants_AreUnderstood(string name, string same) =>
        PlaceReader.Outline(name).EqualsExact(PlaceReader.Outline(same)).ShouldBeTrue();

    [Theory]
    [InlineData("us/va/Richmond", "several places", "'us/va/Richmond County', 'us/va/Richmond city'")]
    [InlineData("us/mo/St. Louis", "several places", "'us/mo/St. Louis County', 'us/mo/St. Louis city'")]
    [InlineData("us/ks/Haskel County", "No county of us/ks", "'us/ks/Haskell'")]
    [InlineData("us/ks/Has", "No county of us/ks", "'us/ks/Haskell'")]
    [InlineData("us/ks/Atlantis", "No county of us/ks", "us/ks/Haskell County, us/ks or lu")]
    [InlineData("us/Kanzas", "No state of us", "'us/ks'")]
    [InlineData("us/kx", "No state of us", "'us/ks'")]
    [InlineData("us/ks/Haskell/Satanta", "at most three parts", "us/ks/Haskell County")]
    [InlineData("fr/Bretagne", "United States alone", "'fr'")]
    [InlineData("re", "no outline of its own", "GeoJSON")]
    [InlineData("va", "too small", "GeoJSON")]
    [InlineData("fx", "No country", "'fr'")]
    [InlineData("us", "too large", "750,000 km2")]
    [InlineData("au", "too large", "750,000 km2")]
    [InlineData("au", "Split it into several jobs", "RASTERFLOW_MAX_AREA_KM2")]
    public void Parse_BadPlace_AnswersWithCandidatesOrRemedy(string name, string what, string more)
    {
        AreaProblemException e = Should.Throw<AreaProblemException>(() => AreaReader.Parse(name));

        e.Message.ShouldContain(what);
        e.Message.ShouldContain(more);
        e.Problems.Single().Where.ShouldBe($"'{name}'", customMessage: e.Message);
    }

    /// <summary>Metropolitan France has 543,940 km2 on land (INSEE, cadastral) and reaches from Ushant to Corsica; the Netherlands (37,378 km2 with inland waters, CBS) have islands in the Caribbean.</summary>
    [Theory]
    [InlineData("fr", 543_940, -5.2, 41.3, 9.6, 51.1)]
    [InlineData("nl", 37_378, 3.3, 50.7, 7.3, 53.6)]
    public void Parse_CountryWithPartsOverseas_IsWhatLiesTogether(string name, double squareKilometres, double west, double south, double east, double north)
    {
        AreaOfInterest area = AreaReader.Parse(name);

        (GeodesicArea.SquareKilometres(area.Geometry) / squareKilometres).ShouldBe(1, 0.06);
        new Envelope(west, east, south, north).Contains(area.Geometry.EnvelopeInternal).ShouldBeTrue(area.Geometry.EnvelopeInternal.ToString());
    }

    /// <summary>Portugal's islands lie in steps of less than 10 degrees; Fiji's halves lie close together, on both sides of the antimeridian.</summary>
    [Theory]
    [InlineData("pt", -31.3, -6.1)]
    [InlineData("fj", -180, 180)]
    public void Outline_CountryWhosePartsAreNear_IsWhole(string name, double west, double east)
    {
        Envelope box = PlaceReader.Outline(name).EnvelopeInternal;

        box.MinX.ShouldBe(west, 0.2);
        box.MaxX.ShouldBe(east, 0.2);
    }

    [Theory]
    [InlineData("us")]
    [InlineData("fj")]
    public void Parse_PlaceOnBothSidesOfTheAntimeridian_IsRefused(string name)
    {
        PlaceReader.Outline(name).EnvelopeInternal.Width.ShouldBeGreaterThan(350);

        Should.Throw<AreaProblemException>(() => AreaReader.Parse(name, 1e9)).Message.ShouldContain("antimeridian");
    }

    [Theory]
    [InlineData("fr", true)]
    [InlineData("us/ks/Haskell County", true)]
    [InlineData("us/", true)]
    [InlineData("usa", false)]
    [InlineData("POINT (1 2)", false)]
    [InlineData("areas/county.geojson", false)]
    [InlineData("https://example.com/a", false)]
    [InlineData("", false)]
    public void IsPlace_TellsNamesFromOtherTexts(string text, bool expected) => PlaceReader.IsPlace(text).ShouldBe(expected);

    [Fact]
    public void Parse_JsonText_ReadsPlace()
    {
        using JsonDocument document = JsonDocument.Parse("\"us/ks/Haskell County\"");
        AreaReader.Parse(document.RootElement).Geometry.Contains(new Point(-100.87, 37.56)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("counties", 3231, "Falls Church")]
    [InlineData("states", 56, null)]
    public void ToGeometry_EveryOutlineOfTheUnitedStates_IsValid(string objects, int count, string? tiny) => ShouldAllBeValid(PlaceAtlas.UnitedStates, objects, count, tiny);

    [Fact]
    public void ToGeometry_EveryCountry_IsValid() => ShouldAllBeValid(PlaceAtlas.World, "countries", 255, "Vatican");

    /// <summary>Shared arcs leave no gaps: the states together are the nation.</summary>
    [Fact]
    public void ToGeometry_States_AreTheNationWithoutGaps()
    {
        double states = PlaceAtlas.UnitedStates.Features("states").Sum(state => GeodesicArea.SquareKilometres(PlaceAtlas.UnitedStates.ToGeometry(state)));

        GeodesicArea.SquareKilometres(PlaceReader.Outline("us")).ShouldBe(states, states * 1e-6);
    }

    [Fact]
    public void Codes_AllStates_LeadToTheirOutline() =>
        PlaceCodes.States.Keys.ShouldAllBe(code => !PlaceReader.Outline("us/" + code).IsEmpty);

    [Theory]
    [InlineData("{", "not a quantized TopoJSON")]
    [InlineData("{}", "not a quantized TopoJSON")]
    [InlineData("""{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[],"objects":{"a":{"geometries":[{"type":"Point","arcs":[]}]}}}""", "Point")]
    public void Read_NoTopology_SaysSo(string json, string expected)
    {
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(json));
        Should.Throw<InvalidDataException>(() => Topology.Read(stream, "a.json")).Message.ShouldContain(expected);
    }

    /// <summary>Worked by hand: two rectangles that share arc 1, and a part of the second that is but a line; the transform scales and shifts.</summary>
    [Fact]
    public void Read_SharedArcs_AreJoinedBothWays()
    {
        const string Json = """
            {"type":"Topology","transform":{"scale":[0.5,2],"translate":[10,40]},
             "arcs":[[[2,2],[-2,0],[0,-2],[2,0]],[[2,0],[0,2]],[[2,2],[2,0],[0,-2],[-2,0]],[[3,1],[1,0],[-1,0]]],
             "objects":{"o":{"type":"GeometryCollection","geometries":[
               {"type":"Polygon","id":"l","properties":{"name":"left"},"arcs":[[0,1]]},
               {"type":"MultiPolygon","id":"r","arcs":[[[-3,-2]],[[-4]]]}]}}}
            """;
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(Json));
        Topology topology = Topology.Read(stream, "o");
        TopologyFeature right = topology.Features("o")[1];

        topology.ToGeometry(topology.Features("o")[0]).AsText().ShouldBe("POLYGON ((11 44, 10 44, 10 40, 11 40, 11 44))");
        topology.ToGeometry(right).AsText().ShouldBe("POLYGON ((11 40, 12 40, 12 44, 11 44, 11 40))");
    }

    /// <summary>All are valid; quantizing left nothing of the tiny one.</summary>
    private static void ShouldAllBeValid(Topology topology, string objects, int count, string? tiny)
    {
        IReadOnlyList<TopologyFeature> features = topology.Features(objects);
        features.Count.ShouldBe(count);
        (string Name, Geometry Outline)[] outlines = [.. features.AsParallel().Select(feature => (feature.Name, topology.ToGeometry(feature)))];
        outlines.Where(place => place.Outline.IsEmpty).Select(place => place.Name).ShouldBe(tiny is null ? [] : [tiny]);
        outlines.AsParallel().Where(place => !place.Outline.IsValid).Select(place => place.Name).ShouldBeEmpty();
    }
}
