using System.Collections.Frozen;

namespace RasterFlow.Areas;

/// <summary>
/// Datums whose degrees are taken for those of WGS 84. What is not listed is refused: an ellipsoid says nothing about where a datum lies (GGRS87 shares that of
/// ETRS89 and lies 300 m away), and WKT 1 does not say it either.
/// </summary>
internal static class CrsDatums
{
    /// <summary>
    /// Datums that PROJ 9.1.1 moves by less than a metre, everywhere in their area of use, on the way to WGS 84 (tests/RasterFlow.Tests/Areas/golden/make_datums.py),
    /// a line each: the name in the EPSG registry (version 10.076), and its aliases there.
    /// </summary>
    private const string Moved = """
        Australian Antarctic Datum 1998|AAD98|Australian Antarctic|Australian Antarctic 1998
        Australian Terrestrial Reference Frame 2014|ATRF2014
        Autonomous Regions of Portugal 2008|PTRA08
        Bermuda 2000|BDA2000
        Bhutan National Geodetic Datum|DRUKREF 03
        Bulgaria Geodetic System 2005|BGS2005
        CR-SIRGAS|CR14
        Cayman Islands Geodetic Datum 2011|CIGD11
        Costa Rica 2005|CR05
        Croatian Terrestrial Reference System|HTRS96
        Datum Geodesi Nasional 1995|DGN95|IGD95|Indonesian Geodetic Datum 1995
        ETRF2000 Poland|ETRF2000-PL
        Estonia 1997|EST97
        European Terrestrial Reference Frame 1989|ETRF 1989|ETRF89
        European Terrestrial Reference Frame 1990|ETRF90
        European Terrestrial Reference Frame 1991|ETRF91
        European Terrestrial Reference Frame 1993|ETRF93
        European Terrestrial Reference Frame 1994|ETRF94
        European Terrestrial Reference Frame 1996|ETRF96
        European Terrestrial Reference Frame 1997|ETRF97
        European Terrestrial Reference Frame 2000|ETRF2000
        European Terrestrial Reference Frame 2005|ETRF2005
        European Terrestrial Reference Frame 2014|ETRF2014
        European Terrestrial Reference System 1989|ETRS 1989|ETRS89
        Fehmarnbelt Datum 2010|FEH10|FEH2010
        Geocentric Datum Brunei Darussalam 2009|GDBD2009
        Geocentric Datum of Australia 1994|GDA 1994|GDA94
        Geocentric Datum of Australia 2020|GDA2020
        Geocentric datum of Korea|Korea 2000
        Greenland 1996|GR96
        Hartebeesthoek94|Hartebeesthoek 1994
        Hong Kong Geodetic|Hong Kong Geodetic CS
        IGS08
        IRENET95|ETRS89
        International Terrestrial Reference Frame 1992|ITRF 1992|IERS Terrestrial Reference Frame 1992|ITRF92
        International Terrestrial Reference Frame 1994|ITRF 1994|IERS Terrestrial Reference Frame 1994|ITRF94
        International Terrestrial Reference Frame 1996|ITRF 1996|ITRF96
        International Terrestrial Reference Frame 1997|ITRF 1997|ITRF97
        International Terrestrial Reference Frame 2005|ITRF 2005
        International Terrestrial Reference Frame 2008|ITRF 2008
        Iraq-Kuwait Boundary Datum 1992|Iraq Kuwait Boundary 1992|IKBD-92
        Iraqi Geospatial Reference System|IGRS
        Islands Net 1993|Islands Network 1993|ISN93
        Islands Net 2004|Islands Network 2004|ISN2004
        Islands Net 2016|ISN2016
        Israeli Geodetic Datum 2005(2012)|IGD05/12
        Istituto Geografico Militaire 1995|IGM 1995|IGM95
        Jamaica 2001|JAD2001
        Japanese Geodetic Datum 2000|JGD 2000
        Japanese Geodetic Datum 2011|JGD 2011
        Kingdom of Saudi Arabia Geodetic Reference Frame 2017|KSA-GRF17
        Korean Datum 1995|Korean 1995
        Kosovo Reference System 2001|KOSOVAREF01|KOSOVAREF01 (2012)|KOSOVAREF12
        Kyrgyzstan Geodetic Datum 2006|Kyrgyz Republic 2006|Kyrg-06
        Latvia 1992|LKS92
        Lithuania 1994 (ETRS89)|Lithuania 1994|LKS94|LKS94 (ETRS89)
        MOLDREF99
        MOMRA Terrestrial Reference Frame 2000|MGD-2000|MTRF-2000
        Macao Geodetic Datum 2008|MACAO 2008
        Marco Geocentrico Nacional de Referencia|MAGNA|MAGNA-SIRGAS
        Marco Geodesico Nacional de Bolivia|Marco Geodesico Nacional|MARGEN
        Mauritania 1999
        Mexico ITRF2008|Red Geodesica Nacional 2008
        Mexico ITRF92|Mexican Datum of 1993|Red Geodesica Nacional 1992
        Moznet (ITRF94)|Moznet
        NAD83 (National Spatial Reference System 2007)|NAD 1983 NSRS2007|NAD83(NSRS2007)
        NAD83 (National Spatial Reference System 2011)|NAD 1983 2011|NAD83(2011)
        Nakhl-e Ghanem
        New Zealand Geodetic Datum 2000|NZGD 2000
        North American Datum 1983|North American 1983|NAD83|NAD83(1986)|NAD83(Original)
        Oman National Geodetic Datum 2014|ONGD14
        Papua New Guinea Geodetic Datum 1994|PNG94
        Peru96|Sistema Geodésico Nacional
        Pitcairn 2006
        Posiciones Geodesicas Argentinas 1994|POSGAR 1994|POSGAR|POSGAR 94|Posiciones Geodésicas Argentinas 1994
        Posiciones Geodesicas Argentinas 1998|POSGAR 1998|POSGAR|POSGAR 98|Posiciones Geodésicas Argentinas 1998
        Posiciones Geodesicas Argentinas 2007|POSGAR 2007|POSGAR|Posiciones Geodésicas Argentinas 2007
        Red Geodesica Venezolana|REGVEN|SIRGAS-REGVEN
        Red Geodesica de Canarias 1995|REGCAN95
        Reference System de Angola 2013|REPANGOL|RSAO13|Rede Permanentes de Estaciones GNSS de Angola
        Reseau Geodesique Francais 1993 v1|RGF 1993|RGF93 v1|Reseau Geodesique Francais 1993|Réseau Géodésique Français 1993
        Reseau Geodesique Francais 1993 v2|RGF93 v2|Réseau Géodésique Français 1993
        Reseau Geodesique Francais 1993 v2b|RGF93 v2b|Réseau Géodésique Français 1993
        Reseau Geodesique Francais Guyane 1995|RGFG 1995|RGFG95
        Reseau Geodesique de Mayotte 2004|RGM04
        Reseau Geodesique de Nouvelle Caledonie 91-93|Reseau Geodesique de Nouvelle Caledonie 1991-93|RGNC|RGNC91-93
        Reseau Geodesique de Saint Pierre et Miquelon 2006|Reseau Geodesique de St Pierre et Miquelon 2006|RGSPM06
        Reseau Geodesique de Wallis et Futuna 1996|RGWF96
        Reseau Geodesique de la Polynesie Francaise|RGPF
        Reseau Geodesique de la RDC 2005|RGRDC 2005
        Reseau Geodesique de la Reunion 1992|RGR 1992|RGR92
        Reseau Geodesique des Antilles Francaises 2009|RGAF09
        Reseau Geodesique des Terres Australes et Antarctiques Francaises 2007|RGTAAF07|Reseau Geodesique des TAAF 2007
        Reseau de Reference des Antilles Francaises 1991|RRAF 1991|RRAF91
        Rete Dinamica Nazionale 2008|RDN2008
        Ross Sea Region Geodetic Datum 2000|RSRGD2000
        SIRGAS-Chile realization 1 epoch 2002|SIRGAS-Chile|SIRGAS-Chile 2002
        SIRGAS-Chile realization 2 epoch 2010|SIRGAS-Chile 2010
        SIRGAS-Chile realization 3 epoch 2013|SIRGAS-Chile 2013
        SIRGAS-Chile realization 4 epoch 2016|SIRGAS-Chile 2016
        SIRGAS-Chile realization 5 epoch 2021|SIRGAS-Chile 2021
        SIRGAS-ROU98
        SIRGAS ES2007.8|Red Geodésica Básica Nacional de El Salvador
        SVY21
        SWEREF99
        Serbian Reference Network 1998|SREF98
        Serbian Spatial Reference System 2000|SRB ETRS89|STRS00
        Sistem Referensi Geospasial Indonesia 2013|Indonesian Geospatial Reference System 2013|Jaring Kontrol Geodesi (JKG)|SRGI2013
        Sistema Geodesico Nacional de Panama MACARIO SOLIS|SGNP MARCARIO SOLIS|MACARIO SOLIS
        Sistema de Referencia Geocentrico para America del Sur 1995|SIRGAS|SIRGAS 1995
        Sistema de Referencia Geocentrico para las AmericaS 2000|SIRGAS 2000|Sistema de Referencia Geocentrico para America del Sur 2000
        Slovenia Geodetic Datum 1996|D96|Slovenia 1996
        St. Helena Geodetic Datum 2015|SHGD2015
        St. Helena Tritan|WGS 84 Tritan St. Helena
        Swiss Terrestrial Reference System 1995|CHTRS95|Swiss TRF 1995|Swiss Terrestrial Reference Frame 1995 (CHTRF95)
        Taiwan Datum 1997|TWD 1997|TWD97
        Tonga Geodetic Datum 2005|TGD2005
        Turkish National Reference Frame|TUREF
        World Geodetic System 1984 (G1150)|WGS 84 (G1150)
        World Geodetic System 1984 (G1674)|WGS 84 (G1674)
        World Geodetic System 1984 (G1762)|WGS 84 (G1762)
        World Geodetic System 1984 (G2139)|WGS 84 (G2139)
        World Geodetic System 1984 (G730)|WGS 84 (G730)
        World Geodetic System 1984 (G873)|WGS 84 (G873)
        World Geodetic System 1984 (Transit)|WGS 84 (Transit)
        World Geodetic System 1984|WGS 1984|WGS 84
        Yemen National Geodetic Network 1996|Yemen NGN 1996|YNGN96|Yemen NGN96
        World Geodetic System 1984 (G2296)|WGS 84 (G2296)
        Sistema de Referencia Geocentrico para America del Sur 2000
        Reseau Geodesique Francais 1993
        """;

    /// <summary>Datums that PROJ knows no way from, but that are the terrestrial reference frame of their years by definition, within decimetres.</summary>
    private const string Defined = """
        China 2000|China Geodetic Coordinate System 2000
        European Terrestrial Reference Frame 1992|ETRF92
        Geodetic Datum of Malaysia 2000|GDM 2000
        IGS00
        IGS05
        IGS14
        IGS97
        IGb00
        IGb08
        IGb14
        International Terrestrial Reference Frame 2000|ITRF 2000
        International Terrestrial Reference Frame 2020|ITRF2020
        SIRGAS Continuously Operating Network DGF00P01|SIRGAS Multi-Year Solution 2000|SIRGAS-CON DGF00P01
        SIRGAS Continuously Operating Network DGF01P01|SIRGAS Multi-Year Solution 2001|SIRGAS-CON DGF01P01
        SIRGAS Continuously Operating Network DGF01P02|SIRGAS Multi-Year Solution 2001 extended|SIRGAS-CON DGF01P02
        SIRGAS Continuously Operating Network DGF02P01|SIRGAS Multi-Year Solution 2002|SIRGAS-CON DGF02P01
        SIRGAS Continuously Operating Network DGF04P01|SIRGAS Multi-Year Solution 2004|SIRGAS-CON DGF04P01
        SIRGAS Continuously Operating Network DGF05P01|SIRGAS Multi-Year Solution 2005|SIRGAS-CON DGF05P01
        SIRGAS Continuously Operating Network DGF06P01|SIRGAS Multi-Year Solution 2006|SIRGAS-CON DGF06P01
        SIRGAS Continuously Operating Network DGF07P01|SIRGAS Multi-Year Solution 2007|SIRGAS-CON DGF07P01
        SIRGAS Continuously Operating Network DGF08P01|SIRGAS Multi-Year Solution 2008|SIRGAS-CON DGF08P01
        SIRGAS Continuously Operating Network SIR09P01|SIRGAS Multi-Year Solution 2009|SIRGAS-CON SIR09P01
        SIRGAS Continuously Operating Network SIR10P01|SIRGAS Multi-Year Solution 2010|SIRGAS-CON SIR10P01
        SIRGAS Continuously Operating Network SIR11P01|SIRGAS Multi-Year Solution 2011|SIRGAS-CON SIR11P01
        SIRGAS Continuously Operating Network SIR13P01|SIRGAS Multi-Year Solution 2013|SIRGAS-CON SIR13P01
        SIRGAS Continuously Operating Network SIR14P01|SIRGAS Multi-Year Solution 2014|SIRGAS-CON SIR14P01
        SIRGAS Continuously Operating Network SIR15P01|SIRGAS Multi-Year Solution 2015|SIRGAS-CON SIR15P01
        SIRGAS Continuously Operating Network SIR17P01|SIRGAS Multi-Year Solution 2017|SIRGAS-CON SIR17P01
        CGCS2000
        """;

    private static readonly FrozenSet<string> Names = $"{Moved}\n{Defined}".Split('\n', '|').Select(Normalize).ToFrozenSet();

    /// <summary>True when positions on a datum are taken for positions on WGS 84.</summary>
    /// <param name="name">Its name as the registry, GDAL (with underscores) or ESRI (with D_ before it) writes it.</param>
    public static bool CoincideWithWgs84(string name) => Names.Contains(Normalize(name));

    /// <summary>A datum's name without what writers of it differ in.</summary>
    internal static string Normalize(string name)
    {
        string bare = name.StartsWith("D_", StringComparison.OrdinalIgnoreCase) ? name[2..] : name;
        string letters = string.Concat(bare.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return letters.EndsWith("ENSEMBLE", StringComparison.Ordinal) ? letters[..^"ENSEMBLE".Length] : letters;
    }
}
