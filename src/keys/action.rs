//! [`Action`]: all that a person can do, by name.

/// Something a person can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// First row.
    First,
    /// Last row.
    Last,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// Next pane.
    NextPane,
    /// Previous pane.
    PreviousPane,
    /// Open what is under the cursor.
    Open,
    /// Back, close; never quits.
    Back,
    /// Filter the list.
    Filter,
    /// Every action by name.
    Palette,
    /// Every key that works here.
    Help,
    /// Mark this row or no longer, and go on to the next.
    Mark,
    /// Mark all rows that are shown, or none.
    MarkAll,
    /// Ask the server about this space.
    Refresh,
    /// Ask the server about all spaces.
    RefreshAll,
    /// A new space, with the defaults.
    New,
    /// A new space, with a form.
    NewForm,
    /// The next access type.
    NextAccess,
    /// End the running conference.
    End,
    /// Copy the join link, or the value of a detail row.
    Copy,
    /// Choose what to copy.
    CopyMenu,
    /// Open the link in the browser.
    Browse,
    /// The link in full and as a QR code.
    ShowLink,
    /// Look up a space and keep it.
    LookUp,
    /// Give it a name of one's own.
    Rename,
    /// Keep it at the top.
    Pin,
    /// Watch it, or no longer.
    Watch,
    /// Take it off the list.
    Forget,
    /// Undo forget or rename.
    Undo,
    /// The details of the space.
    DetailsTab,
    /// The settings of the space.
    SettingsTab,
    /// The co-hosts of the space.
    CohostsTab,
    /// The conferences of the space.
    ConferencesTab,
    /// The conferences of all spaces.
    AllConferences,
    /// What happened when.
    Activity,
    /// Go to where it happened.
    OpenHappening,
    /// Narrow down what happened.
    FilterHappenings,
    /// Take the space of the conference under the cursor into the list.
    KeepSpace,
    /// Take every space into the list that is not in it.
    KeepSpaces,
    /// Open the conference under the cursor.
    OpenConference,
    /// Open the file of the artifact under the cursor.
    OpenFile,
    /// Copy the link of the artifact under the cursor.
    CopyFile,
    /// People by arrival or by name.
    SortPeople,
    /// Write a file to keep of the conference.
    Export,
    /// Read the transcript under the cursor.
    ReadTranscript,
    /// Look for words in the transcript.
    Search,
    /// The next place where they stand.
    NextHit,
    /// The previous one.
    PreviousHit,
    /// Where the next speaker begins.
    NextSpeaker,
    /// Where the previous one begins.
    PreviousSpeaker,
    /// Read one person's words alone.
    ChooseSpeaker,
    /// Follow the end of the transcript, or no longer.
    FollowEnd,
    /// Copy the words under the cursor.
    CopyEntry,
    /// Open the transcript's document.
    OpenDocument,
    /// The next tab.
    NextTab,
    /// The previous tab.
    PreviousTab,
    /// The next value of a setting.
    NextValue,
    /// The previous value of a setting.
    PreviousValue,
    /// Send the settings that were chosen.
    Send,
    /// Choose a preset and apply it.
    ApplyPreset,
    /// Keep the settings of the space as a preset.
    SavePreset,
    /// Add people to the space.
    AddMember,
    /// Co-hosts become members, members co-hosts; who was not added is tried again.
    ChangeRole,
    /// Mark somebody.
    MarkMember,
    /// Mark everybody.
    MarkMembers,
    /// Take somebody off the space.
    RemoveMember,
    /// What waits is not sent.
    StopChanges,
    /// What went wrong lately.
    Problems,
    /// Who is signed in; sign in, switch.
    Accounts,
    /// Suspend the program.
    Suspend,
    /// Close what is on top; at the root, quit.
    Close,
    /// Quit at once.
    Quit,
}

impl Action {
    /// True when it changes something at Google.
    #[must_use]
    pub fn writes(self) -> bool {
        use Action as A;
        let members = matches!(self, A::AddMember | A::ChangeRole | A::RemoveMember);
        let settings = matches!(self, A::NextAccess | A::NextValue | A::PreviousValue | A::Send | A::ApplyPreset);
        members || settings || matches!(self, A::New | A::NewForm | A::End)
    }

    /// True when it needs a space under the cursor.
    #[must_use]
    pub fn needs_space(self) -> bool {
        use Action as A;
        matches!(
            self,
            A::Refresh
                | A::NextAccess
                | A::End
                | A::Copy
                | A::CopyMenu
                | A::Browse
                | A::ShowLink
                | A::Rename
                | A::Pin
                | A::Watch
                | A::Forget
                | A::ApplyPreset
                | A::SavePreset
        )
    }

    /// True when it is about the people of a space.
    #[must_use]
    pub fn is_of_members(self) -> bool {
        use Action as A;
        matches!(self, A::AddMember | A::ChangeRole | A::MarkMember | A::MarkMembers | A::RemoveMember | A::StopChanges)
    }

    /// True when it acts on all marked rows at once; the other ones act on the space under the cursor.
    #[must_use]
    pub fn takes_several(self) -> bool {
        use Action as A;
        matches!(
            self,
            A::NextAccess | A::End | A::Copy | A::CopyMenu | A::Pin | A::Watch | A::Refresh | A::Forget | A::ApplyPreset
        )
    }

    /// True for moving about, which may repeat while a key is held.
    #[must_use]
    pub fn moves(self) -> bool {
        use Action as A;
        matches!(self, A::Down | A::Up | A::PageDown | A::PageUp | A::HalfDown | A::HalfUp)
    }
}
