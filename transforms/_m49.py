"""Sub-regions of the UN's M49 standard, by ISO 3166 alpha-3 code."""

_MEMBERS = {
    "Antarctica": "ATA",
    "Australia and New Zealand": "AUS CCK CXR HMD NFK NZL",
    "Caribbean": "ABW AIA ATG BES BHS BLM BRB CUB CUW CYM DMA DOM GLP GRD HTI JAM KNA LCA MAF MSR MTQ PRI SXM TCA TTO "
    "VCT VGB VIR",
    "Central America": "BLZ CRI GTM HND MEX NIC PAN SLV",
    "Central Asia": "KAZ KGZ TJK TKM UZB",
    "Eastern Africa": "ATF BDI COM DJI ERI ETH IOT KEN MDG MOZ MUS MWI MYT REU RWA SOM SSD SYC TZA UGA ZMB ZWE",
    "Eastern Asia": "CHN HKG JPN KOR MAC MNG PRK TWN",
    "Eastern Europe": "BGR BLR CZE HUN MDA POL ROU RUS SVK UKR",
    "Melanesia": "FJI NCL PNG SLB VUT",
    "Micronesia": "FSM GUM KIR MHL MNP PLW UMI",
    "Middle Africa": "AGO CAF CMR COD COG GAB GNQ STP TCD",
    "Northern Africa": "DZA EGY ESH LBY MAR SDN TUN",
    "Northern America": "BMU CAN GRL SPM USA",
    "Northern Europe": "ALA DNK EST FIN FRO GBR GGY IMN IRL ISL JEY LTU LVA NOR SJM SWE",
    "Polynesia": "ASM COK NIU NRU PCN PYF TKL TON TUV WLF WSM",
    "South America": "ARG BOL BRA BVT CHL COL ECU FLK GUF GUY PER PRY SGS SUR URY VEN",
    "South-eastern Asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "Southern Africa": "BWA LSO NAM SWZ ZAF",
    "Southern Asia": "AFG BGD BTN IND IRN LKA MDV NPL PAK",
    "Southern Europe": "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT XKX",
    "Western Africa": "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TGO",
    "Western Asia": "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "Western Europe": "AUT BEL CHE DEU FRA LIE LUX MCO NLD",
}

M49: dict[str, str] = {code: region for region, codes in _MEMBERS.items() for code in codes.split()}
"""Country code -> sub-region. Taiwan, which the standard does not list, counts to Eastern Asia."""
