-- One row per word too common to say what a text is about; a term may have it inside, but not at an end.
with

lines as (

    select
        unnest([
            -- articles, pronouns
            'a an the i me my myself we us our ours ourselves you your yours yourself yourselves he him his himself',
            'she her hers herself it its itself they them their theirs themselves this that these those such same one',
            'who whom whose which what some any all both each every either neither none other others another own',
            -- conjunctions, prepositions
            'and or but nor so yet if because as while whereas although though unless whether than then of at by for',
            'with without within against between among amid into through throughout during before after above below to',
            'from up down in out on off over under upon about across along around behind beyond despite toward towards',
            'until till since per via like unlike amongst onto',
            -- verbs that help others
            'am is are was were be been being have has had',
            'having do does did done doing can could may might must shall',
            'should will would ought cannot let get gets got',
            -- adverbs, adjectives of any text
            'again also already always anymore away back else even ever far further here there where when why how just',
            'hence however indeed instead later less least likely many more most much never no not now often once only',
            'perhaps quite rather really soon still thus too very',
            'well few several enough yes according first second two',
            -- what is left of words cut at an apostrophe, and marks of writing
            's t d m ll re ve don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn',
            'cent percent mr mrs ms dr prof etc eg ie vs'
        ]) as line

),

final as (

    select distinct unnest(string_split(line, ' ')) as word from lines

)

select * from final
