def test_the_domains_folder_and_the_number_find_the_section(write, read) -> None:
    text = write(title="# Uitdagingen en visie", section="5.1 Uitdagingen en visie Tekst.")
    for folders in [("brussel",), ("home", "Brussel", "Hoofdstuk")]:
        report, findings = read(text, folders)
        assert not findings
        assert report.domain == "Brussel"
        assert report.section.number == "5.1"
        assert report.section.title == "Uitdagingen en visie"


def test_a_lone_report_finds_its_section_by_number_and_title(write, read) -> None:
    report, findings = read(write())
    assert not findings
    assert report.domain == "Buitenlands beleid en toerisme"
    assert report.section.title == "FIT promoot Vlaanderen"


def test_accents_case_and_hyphens_do_not_matter_to_a_title(write, read) -> None:
    report, _ = read(write(section="4.3.2 Fit promoot-VLÁANDEREN Tekst."))
    assert report.section.title == "Fit promoot-VLÁANDEREN"


def test_a_title_that_the_contents_cut_off_is_found(write, read) -> None:
    report, _ = read(write(section="2.4.1 Een lange titel die aan de bron is afgebroken Tekst."))
    assert report.domain == "Omgeving"


def test_an_ambiguous_section_is_an_error_naming_the_domains(write, read) -> None:
    report, findings = read(write(section="5.1 Uitdagingen en visie Tekst."))
    assert report is None
    finding = findings["ambiguous-section"]
    assert finding.line == 5
    assert "'Brussel'" in finding.remedy
    assert "'Cultuur, jeugd en sport'" in finding.remedy


def test_an_ambiguous_section_is_placed_by_its_words_where_they_are_clear(write, read) -> None:
    report, findings = read(write(section="5.1 Uitdagingen en visie Brussel is onze hoofdstad."))
    assert report.domain == "Brussel"
    finding = findings["section-placed-by-its-words"]
    assert finding.line == 5
    assert "that of 'Brussel'" in finding.message
    assert "'Cultuur, jeugd en sport'" in finding.remedy


def test_the_decisions_count_among_the_words_of_an_ambiguous_section(write, read) -> None:
    text = write(section="5.1 Uitdagingen en visie Tekst.")
    report, _ = read(text.replace("** Titel", "** Cultuurcentra en jeugdhuizen"))
    assert report.domain == "Cultuur, jeugd en sport"


def test_an_unknown_section_is_an_error_naming_what_is_close(write, read) -> None:
    report, findings = read(write(section="4.3.3 FIT promoot Vlaanderen Tekst."))
    assert report is None
    finding = findings["unknown-section"]
    assert "4.3.3" in finding.message
    assert "4.3.2 FIT promoot Vlaanderen (Buitenlands beleid en toerisme)" in finding.remedy


def test_an_unknown_section_names_the_folders_domain(write, read) -> None:
    _, findings = read(write(section="9.9 Iets anders"), ("Brussel",))
    assert "in Brussel" in findings["unknown-section"].message


def test_a_report_in_another_domains_folder_is_told(write, read) -> None:
    report, findings = read(write(), ("Brussel",))
    assert report.domain == "Buitenlands beleid en toerisme"
    finding = findings["section-outside-its-folder"]
    assert "'Buitenlands beleid en toerisme'" in finding.remedy


def test_a_title_unlike_the_contents_is_a_warning(write, read) -> None:
    report, findings = read(write(section="4.3.2 Iets anders"), ("Wonen",))
    assert report.domain == "Wonen"
    assert report.section.title == "Eigendomsverwerving"
    assert findings["section-title-differs"].severity == "warning"


def test_of_two_domain_folders_the_one_whose_title_fits_counts(write, read) -> None:
    report, findings = read(write(), ("Buitenlands beleid en toerisme", "Wonen"))
    assert report.domain == "Buitenlands beleid en toerisme"
    assert not findings
