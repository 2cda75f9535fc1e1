# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen of: the identifier, the name and the description of each choice, in the order of the menus.
Identifiers are the core enums' values; core itself is imported on first use (pydantic takes 0.1 s)."""

ROUTES = (
    ("reference", "Reference", "Keeps the cast's identity: their turntables go along, the framing is described"),
    ("blockout", "Blockout", "Keeps camera, staging and timing: the shot's own clip leads, stills say who is who"),
    ("first_frame", "First Frame", "Keeps the framing: the video starts from the shot's first picture"),
    ("first_last", "First and Last Frame", "Keeps the framing at both ends: the shot's first and last picture"),
    ("text", "Text", "Words only: neither identity nor framing is kept"),
)
TIERS = (
    ("draft", "Draft", "The fast, cheap model, to try things"),
    ("final", "Final", "The standard model, to deliver"),
)
ORIGINS = (
    ("strip", "Strip", "A strip of the edit"),
    ("scene_strip", "Scene Strip", "A scene strip of the edit"),
    ("camera_marker", "Camera Marker", "A marker bound to a camera, until the next one"),
    ("marker", "Marker", "A marker, until the next one"),
    ("range", "Range", "The whole frame range"),
)
NEW_ROUTES = (
    (
        "auto",
        "By the Shot",
        "Reference where its cast has references, else First Frame where it has a picture or a camera, else Text",
    ),
    *ROUTES,
)
"""What new shots are steered by."""
CLIP_LOOKS = (
    ("colours", "Colours", "A flat colour for each of the cast, the set in grey: the words say who is which"),
    ("clay", "Clay", "All in grey: for fine models that tell by their shapes who they are"),
    ("scene", "As the Scene", "As you see it: materials and, where there is a graphics card, light"),
    ("depth", "Depth", "Distance alone: white is near, black is far"),
)
COLOURS = (
    ("auto", "Automatic", "The first colour that nobody has", "NONE", 0),
    ("red", "Red", "", "COLLECTION_COLOR_01", 1),
    ("blue", "Blue", "", "COLLECTION_COLOR_05", 2),
    ("yellow", "Yellow", "", "COLLECTION_COLOR_03", 3),
    ("green", "Green", "", "COLLECTION_COLOR_04", 4),
    ("pink", "Pink", "", "COLLECTION_COLOR_07", 5),
    ("black", "Black", "", "OUTLINER_COLLECTION", 6),
    ("purple", "Purple", "", "COLLECTION_COLOR_06", 7),
    ("orange", "Orange", "", "COLLECTION_COLOR_02", 8),
)
"""What members of the cast and parts of the set are filmed in: the core's palette."""
RESOLUTIONS = (
    ("480p", "480p", "About 0.4 megapixels: not every model makes it"),
    ("720p", "720p", "About 0.9 megapixels"),
    ("1080p", "1080p", "About 2.1 megapixels"),
)
ASPECTS = (
    ("scene", "As the Scene", "The shape of each shot's scene, or the nearest that its model makes; it is told"),
    *((ratio, ratio, f"Picture {ratio} wide to high") for ratio in ("16:9", "9:16", "1:1", "4:3", "3:4")),
)
FITS = (
    ("FIT", "Whole Picture", "The whole picture, bars where the shape differs"),
    ("FILL", "No Bars", "No bars, what sticks out is cut off"),
    ("STRETCH", "Stretch", "The whole picture, pulled to the film's shape"),
    ("ORIGINAL", "Original", "The video's own pixels, neither larger nor smaller"),
)
HANDLES = (
    ("in", "Its Beginning", "Show the beginning of a longer take, keep the rest as a handle"),
    ("middle", "Its Middle", "Show the middle of a longer take, keep a handle on both sides"),
    ("out", "Its End", "Show the end of a longer take, keep the beginning as a handle"),
)
AUDIO = (
    ("film", "As the Film", "As chosen for the whole film"),
    ("on", "On", "Ask for sound"),
    ("off", "Off", "Ask for a silent video"),
)
CAST_SOURCES = (
    ("collection", "Collection", "A character of the scene"),
    ("strip", "Strip", "What a strip of the edit shows"),
    ("image", "Image", "A picture file"),
    ("movie", "Movie", "A video file"),
    ("url", "Address", "A picture or video that is already on the web"),
)
CAST_FORMS = (
    ("turntable", "Turntable", "A clip: once around, then standing before the face. Billed by the second"),
    ("sheet", "Still Sheet", "One picture of front, three quarter and profile: costs nothing, takes no clip's place"),
    (
        "scene",
        "As in the Scene",
        "A turntable in the light of the shot, alone. Filmed for each shot; billed by the second",
    ),
)
CLOSE_UPS = (
    (
        "auto",
        "Automatic",
        "Goes along where the shot is a medium shot or closer and its model takes pictures beside it",
    ),
    ("always", "Always", "Goes along wherever the model takes pictures beside the reference"),
    ("never", "Never", "The reference alone is sent"),
)
SHOWN = (
    ("face", "Face", "This picture shows the face: use that side as the character's front"),
    ("back", "Back", "This picture shows the back of the head: use the opposite side as the character's front"),
)
FRONTS = (
    ("auto", "Automatic", "By all that speaks for a side: eyes, toes, names, shape, the way it goes, what files do"),
    ("front", "Front (-Y)", "The side that Blender's Front view shows at the first filmed frame"),
    ("back", "Back (Y)", "The side that Blender's Back view shows at the first filmed frame"),
    ("left", "Left (-X)", "The side that Blender's Left view shows at the first filmed frame"),
    ("right", "Right (X)", "The side that Blender's Right view shows at the first filmed frame"),
    ("object", "By an Object", "The side on which an object is: an empty before the face, a nose, an eye"),
)
FILM_WITH = (
    ("auto", "Automatic", "EEVEE; without a graphics card Workbench, where that shows the character's materials"),
    ("eevee", "EEVEE", "All materials in even light; without a graphics card some seconds a frame, at half the size"),
    ("workbench", "Workbench", "Colours and pictures in even light, fast on every machine; no shaders, no glass"),
    ("scene", "As the Scene", "The scene's own engine, in even light"),
)
WHICH_SHOTS = (
    ("chosen", "Selected", "The shots of the selected strips; with none selected, the one chosen in the list"),
    ("open", "No Take", "Every shot that has no take yet, and none on its way"),
    ("stale", "Out of Date", "Every shot whose take shows something that changed since, and none on its way"),
    ("all", "All Shots", "Every shot of the film"),
)
ROLES = (
    ("none", "None", "Not a strip of ours"),
    ("source", "Source", "The shot is where this strip is"),
    ("take", "Take", "The picture of a take"),
    ("sound", "Sound", "The sound of a take"),
    ("placeholder", "Placeholder", "Stands where a take will be"),
    ("clip", "Clip", "The shot's own clip, filmed free, until a take comes"),
    ("compare", "Comparison", "Only there while two pictures are compared; never saved"),
    ("burnin", "Burn-In", "Shot, take, frame and timecode over the picture"),
)
