"""Aliases under which people stand on leaderboards until they choose to show their name.

An alias such as "Quiet Heron" is drawn at random, never derived from a person's id: whoever can
read this file could derive the same for everybody in a server, and an alias would hide nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

# Kind to everybody, and silent about health and strength.
_ADJECTIVES = """
Airy Alpine Amber Ample Aqua Autumn Azure Balmy Beaming Blithe Blue Bold Brave Breezy Bright Brisk
Bronze Calm Candid Caring Cedar Celestial Cheerful Cheery Chestnut Chipper Clear Clever Cloudless
Clover Comfy Constant Cool Copper Coral Cordial Cosy Courteous Creative Crimson Crystal Curious
Dapper Daring Dawn Dazzling Deft Devoted Dewy Diligent Dreamy Eager Earnest Elegant Emerald
Evening Evergreen Fair Faithful Famous Fancy Fearless Festive Fine Fluffy Fond Forest Frank Fresh
Friendly Generous Gentle Genuine Giving Glad Gleaming Glowing Golden Good Graceful Gracious
Grateful Green Happy Harbour Hearty Helpful Honest Hopeful Humble Indigo Ivory Jade Jaunty Jolly
Jovial Joyful Jubilant Keen Kind Kindly Loving Loyal Lucid Lucky Luminous Maple Mellow Merry Mild
Mindful Minty Misty Modest Moonlit Morning Mossy Neat Noble Oaken Olive Opal Open Orange Orderly
Peaceful Pearly Playful Pleasant Poetic Polite Proud Purple Quiet Radiant Ready Restful Rosy Ruby
Russet Sandy Sapphire Scarlet Serene Shining Silken Silver Sincere Smiling Snowy Snug Soaring
Solar Sparkling Spirited Spring Starry Steadfast Summer Sunlit Sunny Sweet Tactful Teal Tender
Thankful Thoughtful Tidy Tranquil True Trusty Twinkling Upbeat Valiant Velvet Violet Vivid Warm
Watchful Welcome Whimsical Willow Winsome Winter Wise Witty Wonderful Woodland Zesty
"""
_BIRDS = """
Albatross Avocet Barbet Bateleur Blackbird Blackcap Bluebird Bluetail Bluethroat Bobolink
Bowerbird Brambling Budgie Bulbul Bullfinch Bunting Canary Caracara Cardinal Cassowary Chaffinch
Chickadee Chiffchaff Chough Cisticola Cockatiel Cockatoo Condor Cordonbleu Cormorant Corncrake
Cotinga Coucal Crane Crossbill Crow Curlew Darter Dipper Dove Drongo Dunlin Dunnock Eagle Egret
Eider Emu Falcon Fantail Fieldfare Finch Firecrest Flamingo Flicker Flycatcher Francolin Friarbird
Frigatebird Fulmar Gadwall Gallinule Gannet Garganey Godwit Goldcrest Goldeneye Goldfinch
Goosander Goshawk Grackle Grebe Greenfinch Greenshank Guillemot Gull Harrier Hawfinch Hawk Heron
Honeyeater Honeyguide Hoopoe Hornbill Hummingbird Ibis Iora Jabiru Jacamar Jacana Jackdaw Jay
Junco Kagu Kakapo Kea Kestrel Killdeer Kingbird Kingfisher Kinglet Kite Kittiwake Kiwi Kookaburra
Lapwing Lark Leafbird Linnet Longspur Lorikeet Lory Lyrebird Macaw Magpie Mallard Manakin Martin
Meadowlark Merganser Merlin Moorhen Motmot Mousebird Myna Nightingale Nightjar Nuthatch Oriole
Osprey Ostrich Ouzel Ovenbird Owl Oystercatcher Parakeet Pardalote Parrot Partridge Parula Peacock
Pelican Penguin Peregrine Petrel Phalarope Pheasant Phoebe Pigeon Pintail Pipit Pitta Plover
Pochard Puffin Quetzal Raven Redpoll Redshank Redstart Redwing Rhea Roadrunner Robin Rosefinch
Rosella Rubythroat Sanderling Sandgrouse Sandpiper Scoter Seriema Shearwater Shelduck Shoveler
Siskin Skimmer Skylark Sparrow Spoonbill Starling Stilt Stint Stonechat Stork Sunbird Sunbittern
Swan Swift Tanager Tattler Tern Thornbill Thrasher Thrush Tinamou Toucan Towhee Tragopan Trogon
Tropicbird Turaco Turnstone Twite Veery Verdin Vireo Wagtail Warbler Waxbill Waxwing Weaver
Wheatear Whimbrel Whinchat Whitethroat Wigeon Willet Woodcreeper Woodlark Woodpecker Wren
Yellowhammer Yellowthroat
"""
ADJECTIVES = tuple(_ADJECTIVES.split())
BIRDS = tuple(_BIRDS.split())

TRIES = 20
"""How many aliases are proposed without a number: by then nearly all must be taken."""


def propose_aliases(rng: Random) -> Iterator[str]:
    """Yield aliases of at most 40 characters without end, to take the first free one of.

    After ``TRIES`` aliases they get a number: ``Quiet Heron 2``.
    """
    for number in count(1):
        for _ in range(TRIES):
            alias = f"{rng.choice(ADJECTIVES)} {rng.choice(BIRDS)}"
            yield alias if number == 1 else f"{alias} {number}"
